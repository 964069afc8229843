import { useCallback, useEffect, useMemo, useState } from "react";
import type { View } from "../app/view";
import type { Ground } from "../history/lots";
import { GROUND } from "../history/lots";
import type { HistoryWorker } from "../history/HistoryWorker";
import type { Opened } from "../history/protocol";
import { useFrame } from "../history/useFrame";
import { counted } from "../format/quantity";
import { useShownTheme } from "../theme/useShownTheme";
import { TimeBar } from "../time/TimeBar";
import { useMoment } from "../time/useMoment";
import { Notice } from "../ui/Notice";
import { useView } from "../workspace/useView";
import { OVERVIEW, placeOf, written, type Place } from "./camera";
import { CityCanvas } from "./CityCanvas";
import { CityControls } from "./CityControls";
import { FileReadout } from "./FileReadout";
import { FileTable } from "./FileTable";
import { Legend } from "./Legend";
import { paletteOf } from "./palette";
import { useFile } from "./useFile";

const KEYS: Readonly<Record<string, NonNullable<View["as"]> | "city">> = { c: "city", m: "treemap", t: "table" };

/** The city of a history that has been read. */
export function OpenCity({ worker, opened }: { readonly worker: HistoryWorker; readonly opened: Opened }) {
  const { view, see } = useView();
  const { position, go, astray } = useMoment(opened.mainline);
  const { height = "lines", colour = "language" } = view;
  const [flat, setFlat] = useState(false); // no WebGL here
  const wanted = view.as ?? "city";
  const as = wanted === "city" && flat ? "treemap" : wanted;
  const frame = useFrame(worker, position, height, colour);
  const theme = useShownTheme();
  const palette = useMemo(() => paletteOf(colour, theme), [colour, theme]);
  const [pointed, setPointed] = useState(-1);
  const chosen = useFile(worker, view.path, position);
  const under = useFile(worker, pointed < 0 ? undefined : pointed, position);

  // The camera tells where it is when it comes to rest; it is moved only by what it did not tell itself.
  const [flight, setFlight] = useState<Place | undefined>(() => placeOf(view.camera));
  const onPlace = useCallback((place: Place) => see({ camera: written(place) }), [see]);
  const fly = (place: Place): void => {
    setFlight(place);
    see({ camera: place === OVERVIEW ? undefined : written(place) });
  };
  const toFolder = ({ path, x, y, width, depthways }: Ground): void => {
    see({ path });
    fly({ ...OVERVIEW, distance: Math.max(0.12, (1.5 * Math.max(width, depthways)) / GROUND), x: (x + width / 2) / GROUND - 0.5, y: (y + depthways / 2) / GROUND - 0.5 });
  };
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input:not([type=range]), select, textarea");
      const next = typing || event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
      if (next) see({ as: next === "city" ? undefined : next });
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [see]);

  const folder = opened.grounds.some((ground) => ground.path === view.path);
  const shown = under ?? (folder ? undefined : chosen);
  return (
    <section className="city" aria-label="City">
      <CityControls as={as} height={height} colour={colour} flat={flat} onSee={see} onOverview={() => fly({ ...OVERVIEW })} />
      {astray ? (
        <Notice tone="warning" title="That moment is not on the mainline">
          The link names a commit that is no state of the branch, so the newest one is shown.
        </Notice>
      ) : null}
      {frame ? (
        <>
          <p className="city-figures" aria-live="off">
            <strong>{counted(frame.files, "file")}</strong> <strong>{counted(frame.lines, "line")}</strong>
            {folder && view.path !== undefined ? (
              <button type="button" className="quiet-button" onClick={() => see({ path: undefined })}>
                Leave folder {view.path}
              </button>
            ) : null}
          </p>
          <div className="city-stage">
            {as === "table" ? (
              <FileTable worker={worker} opened={opened} position={position} by={height} colouring={colour} palette={palette} below={folder ? (view.path ?? "") : ""} onChoose={(path) => see({ path })} />
            ) : (
              <CityCanvas
                kind={as}
                opened={opened}
                frame={frame}
                palette={palette}
                marked={pointed >= 0 ? pointed : (chosen?.number ?? -1)}
                place={flight}
                onPlace={onPlace}
                onPoint={setPointed}
                onChoose={(lot) => lot >= 0 && void worker.file(lot, position).then(({ path }) => see({ path }))}
                onFolder={toFolder}
                onBroken={() => setFlat(true)}
              />
            )}
            {shown ? <FileReadout file={shown} onClose={under ? undefined : () => see({ path: undefined })} /> : null}
          </div>
          <TimeBar mainline={opened.mainline} position={position} onPosition={go} />
          <Legend colouring={colour} height={as === "treemap" ? undefined : height} frame={frame} opened={opened} palette={palette} />
        </>
      ) : (
        <p className="waiting answered-none">On its way.</p>
      )}
    </section>
  );
}
