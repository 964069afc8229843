import type { Frame } from "../history/frame";
import { GROUND, type Ground } from "../history/lots";
import { largestFirst, type NamedGround } from "./names";
import type { CityColours } from "./CityPicture";
import { colourOf } from "./palette";
import type { Palette, PlacedLabel, TreePicture } from "./picture";

export interface TreemapOptions {
  readonly lots: Float32Array;
  readonly grounds: readonly Ground[];
  readonly onLabels: (labels: readonly PlacedLabel[]) => void;
}

/** The same lots from straight above, on a plain canvas: for who has no WebGL, or wants no perspective. */
export class TreemapPicture implements TreePicture {
  readonly #context: CanvasRenderingContext2D;
  readonly #watch: ResizeObserver;
  readonly #named: readonly NamedGround[];
  #frame: Frame | undefined;
  #palette: Palette = new Uint8Array(3 * 256);
  #colours: CityColours | undefined;
  #marked = -1;
  #asked = 0;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly options: TreemapOptions,
  ) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This browser gives no canvas to draw on.");
    this.#context = context;
    this.#named = largestFirst(options.grounds);
    this.#watch = new ResizeObserver(this.#ask);
    this.#watch.observe(canvas);
  }

  show(frame: Frame): void {
    this.#frame = frame;
    this.#ask();
  }

  paint(palette: Palette): void {
    this.#palette = palette;
    this.#ask();
  }

  dress(colours: CityColours): void {
    this.#colours = colours;
    this.#ask();
  }

  mark(lot: number): void {
    this.#marked = lot;
    this.#ask();
  }

  pick(x: number, y: number): number {
    const { lots } = this.options;
    const sizes = this.#frame?.sizes ?? [];
    const [atX, atY] = [(x / this.canvas.clientWidth) * GROUND, (y / this.canvas.clientHeight) * GROUND];
    for (let lot = 0; lot < sizes.length; lot += 1) {
      if (sizes[lot] === 0) continue;
      const dx = atX - lots[4 * lot]!;
      const dy = atY - lots[4 * lot + 1]!;
      if (dx >= 0 && dy >= 0 && dx <= lots[4 * lot + 2]! && dy <= lots[4 * lot + 3]!) return lot;
    }
    return -1;
  }

  dispose(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = -1;
    this.#watch.disconnect();
  }

  readonly #ask = (): void => {
    if (this.#asked === 0) this.#asked = requestAnimationFrame(this.#draw);
  };

  readonly #draw = (): void => {
    this.#asked = 0;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const ratio = Math.min(2, window.devicePixelRatio);
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const context = this.#context;
    context.setTransform((ratio * width) / GROUND, 0, 0, (ratio * height) / GROUND, 0, 0);
    for (const { x, y, width: side, depthways, depth } of this.options.grounds) {
      context.fillStyle = (depth % 2 === 0 ? this.#colours?.ground : this.#colours?.street) ?? "";
      context.fillRect(x, y, side, depthways);
    }
    this.#drawLots();
    this.options.onLabels(this.#named.map(({ path, number: ground, x, y, width: side }) => ({ path, ground, x: ((x + side / 2) / GROUND) * width, y: (y / GROUND) * height + 9 })));
    this.canvas.dataset["settled"] = "true";
  };

  #drawLots(): void {
    const { lots } = this.options;
    const { sizes = new Float32Array(), tones = new Uint8Array() } = this.#frame ?? {};
    const colours = Array.from({ length: 256 }, (_, tone) => colourOf(this.#palette, tone));
    for (let lot = 0; lot < sizes.length; lot += 1) {
      const built = sizes[lot]!;
      if (built === 0) continue;
      const [x = 0, y = 0, width = 0, depth = 0] = [lots[4 * lot], lots[4 * lot + 1], lots[4 * lot + 2], lots[4 * lot + 3]];
      this.#context.fillStyle = lot === this.#marked ? (this.#colours?.mark ?? "") : colours[tones[lot]!]!;
      this.#context.fillRect(x + (width * (1 - built)) / 2, y + (depth * (1 - built)) / 2, width * built, depth * built);
    }
  }
}
