import { useEffect, useState } from "react";
import type { HistoryWorker } from "../history/HistoryWorker";
import type { FileAt } from "../history/protocol";

/** One file at a moment, by its path or the number of its lot; the answer before while the next is on its way. */
export function useFile(worker: HistoryWorker, which: string | number | undefined, position: number): FileAt | undefined {
  const [file, setFile] = useState<FileAt>();
  useEffect(() => {
    if (which === undefined) return undefined;
    let gone = false;
    void worker.file(which, position).then((answer) => gone || setFile(answer));
    return () => void (gone = true);
  }, [worker, which, position]);
  return which === undefined ? undefined : file;
}
