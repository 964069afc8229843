import { useEffect, useMemo, useRef, useState, type PointerEvent } from "react";
import type { Frame } from "../history/frame";
import type { Ground } from "../history/lots";
import type { Opened } from "../history/protocol";
import { useShownTheme } from "../theme/useShownTheme";
import type { Place } from "./camera";
import type { CityPicture } from "./CityPicture";
import { Labels } from "./Labels";
import { CITY_COLOURS } from "./palette";
import type { Palette, PlacedLabel } from "./picture";
import type { TreemapPicture } from "./TreemapPicture";

export interface CityCanvasProps {
  readonly kind: "city" | "treemap";
  readonly opened: Opened;
  readonly frame: Frame;
  readonly palette: Palette;
  /** The lot that is marked; -1: none. */
  readonly marked: number;
  /** Where the camera stands first, and goes when it changes; undefined: over the whole city. */
  readonly place: Place | undefined;
  readonly onPlace: (place: Place) => void;
  readonly onPoint: (lot: number) => void;
  readonly onChoose: (lot: number) => void;
  readonly onFolder: (ground: Ground) => void;
  /** There is no WebGL here. */
  readonly onBroken: () => void;
}

/** px that a press may move and still be a choice, not a turn of the camera. */
const STEADY = 4;

/** The canvas of the city, or of the treemap, and the names of folders over it. */
export function CityCanvas(props: CityCanvasProps) {
  const { kind, opened, frame, palette, marked, place } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const newest = useRef(props);
  const [picture, setPicture] = useState<CityPicture | TreemapPicture>();
  const [labels, setLabels] = useState<readonly PlacedLabel[]>([]);
  const theme = useShownTheme();
  const standing = useMemo(() => frame.sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0), [frame]);
  useEffect(() => {
    newest.current = props;
  });

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    let made: CityPicture | TreemapPicture | undefined;
    let gone = false;
    const { rectangles: lots, grounds } = opened;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let shownAt = "";
    const onLabels = (next: readonly PlacedLabel[]): void => {
      // Most pictures are of the same place: names go nowhere then, and React need not look.
      const at = next.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`).join(" ");
      if (at !== shownAt) setLabels(next);
      shownAt = at;
    };
    const make = async (): Promise<void> => {
      if (kind === "treemap") {
        const { TreemapPicture: Picture } = await import("./TreemapPicture");
        made = gone ? undefined : new Picture(element, { lots, grounds, onLabels });
      } else {
        const { CityPicture: Picture } = await import("./CityPicture");
        made = gone ? undefined : new Picture(element, { lots, grounds, place: newest.current.place, still, onLabels, onPlace: (now) => newest.current.onPlace(now) });
      }
      setPicture(made);
    };
    make().catch(() => gone || newest.current.onBroken());
    return () => {
      gone = true;
      setPicture(undefined);
      made?.dispose();
    };
  }, [kind, opened]);

  useEffect(() => {
    if (!picture) return;
    picture.dress(CITY_COLOURS[theme]);
    picture.paint(palette);
  }, [picture, palette, theme]);
  useEffect(() => picture?.show(frame), [picture, frame]);
  useEffect(() => picture?.mark(marked), [picture, marked]);
  useEffect(() => {
    if (picture && "goTo" in picture && place) picture.goTo(place);
  }, [picture, place]);

  const lotAt = (event: PointerEvent): number => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return picture?.pick(event.clientX - left, event.clientY - top) ?? -1;
  };
  const pressed = useRef({ x: 0, y: 0 });
  return (
    <div className="city-canvas">
      <canvas
        key={kind}
        ref={canvas}
        data-kind={kind}
        data-position={frame.position}
        data-standing={standing}
        data-drawn-by={picture && "drawnBy" in picture ? picture.drawnBy : undefined}
        aria-hidden="true"
        onPointerMove={(event) => event.buttons === 0 && props.onPoint(lotAt(event))}
        onPointerLeave={() => props.onPoint(-1)}
        onPointerDown={(event) => (pressed.current = { x: event.clientX, y: event.clientY })}
        onPointerUp={(event) => {
          if (Math.hypot(event.clientX - pressed.current.x, event.clientY - pressed.current.y) <= STEADY) props.onChoose(lotAt(event));
        }}
      />
      <Labels labels={labels} grounds={opened.grounds} standing={frame.standing} onFolder={props.onFolder} />
    </div>
  );
}
