import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { TreeOrder, type Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Stage, State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { bytes, count, counted } from "../format/quantity";
import { useClients } from "../rpc/clients";
import { callFailure } from "../rpc/failure";
import { isFinal } from "../run/words";
import { Choice } from "../ui/Choice";
import { FailureNotice } from "../ui/FailureNotice";
import { Section } from "../ui/Section";
import { useView } from "../workspace/useView";
import { FileRow } from "./FileRow";

const FIRST = 15;
const MORE = 200;

/** The largest files of the newest tree, by lines or by bytes. */
export function LargestFiles({ analysis, revision }: { readonly analysis: Analysis; readonly revision: bigint }) {
  const { analyses } = useClients();
  const { view, see } = useView();
  const { files: by = "lines" } = view;
  const [shown, setShown] = useState(FIRST);
  const final = isFinal(analysis.state);

  const query = useQuery({
    queryKey: ["tree", analysis.name, by, shown, String(revision), analysis.state],
    queryFn: async ({ signal }) => {
      const order = by === "bytes" ? TreeOrder.BYTES_DESC : TreeOrder.LINES_DESC;
      return await analyses.getTree({ name: analysis.name, order, pageSize: shown }, { signal });
    },
    // There is no tree before the history is being read; asking earlier is answered with RESULT_NOT_READY.
    enabled: final || analysis.stage >= Stage.READING,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const failure = query.error ? callFailure(query.error) : undefined;
  const tree = query.data;
  const measured = tree?.complete ? by : "bytes"; // lines are counted last
  const largest = tree?.files[0];
  const most = Number((measured === "bytes" ? largest?.bytes : largest?.lines) ?? 0n);

  return (
    <Section
      title="Largest files"
      margin={
        <>
          <Choice
            label="Order of files"
            value={by}
            options={[
              { value: "lines", name: "Lines" },
              { value: "bytes", name: "Bytes" },
            ]}
            onChoose={(value) => see({ files: value === "bytes" ? value : undefined })}
          />
          {tree ? (
            <p className="note">
              of {counted(tree.totalFiles, "file")} at <code>{tree.commit.slice(0, 10)}</code>
              {tree.complete ? null : `, by bytes: ${final ? "lines were not counted" : "lines are still to be counted"}`}
            </p>
          ) : null}
        </>
      }
    >
      {failure && failure.reason !== "RESULT_NOT_READY" ? <FailureNotice failure={failure} onRetry={() => void query.refetch()} /> : null}
      {tree ? (
        <>
          <table className="files" aria-label="Largest files">
            <thead>
              <tr>
                <th scope="col">Path</th>
                <th scope="col" className="files-share">
                  <span className="unseen">Share of the largest</span>
                </th>
                <th scope="col" className="number">
                  Lines
                </th>
                <th scope="col" className="number">
                  Bytes
                </th>
              </tr>
            </thead>
            <tbody>
              {tree.files.map((file) => (
                <FileRow key={file.path} file={file} by={measured} most={most} counted={tree.complete} />
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">Whole tree</th>
                <td className="files-share" aria-hidden="true" />
                <td className="number">{tree.complete ? count(tree.totalLines) : null}</td>
                <td className="number" title={`${count(tree.totalBytes)} bytes`}>
                  {bytes(tree.totalBytes)}
                </td>
              </tr>
            </tfoot>
          </table>
          {tree.nextPageToken !== "" && shown < MORE ? (
            <button type="button" className="quiet-button" onClick={() => setShown(MORE)}>
              Show {MORE}
            </button>
          ) : null}
        </>
      ) : (
        <p className="waiting">{waitingFor(analysis)}</p>
      )}
    </Section>
  );
}

function waitingFor(analysis: Analysis): string {
  if (!isFinal(analysis.state)) return "Listed as soon as the repository has been fetched.";
  return analysis.state === State.SUCCEEDED ? "Asking for the tree …" : "The run ended before files were measured.";
}
