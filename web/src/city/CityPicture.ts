import { Color, PerspectiveCamera, Raycaster, Scene, SRGBColorSpace, Vector2, Vector3, WebGLRenderer } from "three";
import { MapControls } from "three/examples/jsm/controls/MapControls.js";
import type { Frame } from "../history/frame";
import { GROUND, type Ground } from "../history/lots";
import { Blocks } from "./blocks";
import { OVERVIEW, type Place } from "./camera";
import { Grounds } from "./grounds";
import { largestFirst, type NamedGround } from "./names";
import { firstOn } from "./picking";
import type { Palette, PlacedLabel, TreePicture } from "./picture";

/** ms in which the city goes over to another moment. */
const TWEEN_MS = 260;

/** Degrees of sight, from top to bottom: as a long lens sees it, so that far buildings are not much smaller than near ones. */
const FIELD = 38;

export interface CityColours {
  readonly sky: string;
  readonly ground: string;
  readonly street: string;
  readonly mark: string;
}

export interface CityOptions {
  readonly lots: Float32Array;
  readonly grounds: readonly Ground[];
  readonly place: Place | undefined;
  readonly still: boolean;
  /** Called when the camera has come to rest. */
  readonly onPlace: (place: Place) => void;
  /** Called when the camera has moved, with where names go, those of the largest folders first. */
  readonly onLabels: (labels: readonly PlacedLabel[]) => void;
}

/** The city on a canvas, drawn when something has changed. Throws where there is no WebGL 2. */
export class CityPicture implements TreePicture {
  /** What draws it, as the browser names it. */
  readonly drawnBy: string;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(FIELD, 1, 5, 6 * GROUND);
  readonly #controls: MapControls;
  readonly #blocks: Blocks;
  readonly #grounds: Grounds;
  readonly #watch: ResizeObserver;
  #colours: CityColours = { sky: "#0e171b", ground: "#142026", street: "#22333a", mark: "#f2a84b" };
  /** Folders whose names are shown where there is room, the largest first. */
  readonly #named: readonly NamedGround[];
  #marked = -1;
  #moved = true;
  #began = -Infinity;
  #asked = 0;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly options: CityOptions,
  ) {
    const context = canvas.getContext("webgl2", { antialias: true, powerPreference: "high-performance" });
    if (!context) throw new Error("This browser gives no WebGL 2.");
    this.#renderer = new WebGLRenderer({ canvas, context });
    this.#renderer.outputColorSpace = SRGBColorSpace;
    // Asked once: the answer waits until everything before it is drawn.
    const info = context.getExtension("WEBGL_debug_renderer_info");
    this.drawnBy = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
    this.#named = largestFirst(options.grounds);
    this.#blocks = new Blocks(options.lots);
    this.#grounds = new Grounds(options.grounds);
    this.#scene.add(this.#grounds.mesh, this.#blocks.mesh);
    this.#controls = new MapControls(this.#camera, canvas);
    this.#controls.enableDamping = false; // it would draw on after the hand has left
    this.#controls.minDistance = GROUND / 60;
    this.#controls.maxDistance = 2.4 * GROUND;
    this.#controls.maxPolarAngle = (82 * Math.PI) / 180;
    this.#controls.zoomToCursor = true;
    this.#controls.addEventListener("change", this.#move);
    this.#controls.addEventListener("end", () => options.onPlace(this.place));
    this.goTo(options.place ?? OVERVIEW);
    this.#watch = new ResizeObserver(() => this.#fit());
    this.#watch.observe(canvas);
    this.#fit();
  }

  get place(): Place {
    const { target } = this.#controls;
    const offset = this.#camera.position.clone().sub(target);
    const distance = offset.length();
    return {
      turn: (Math.atan2(offset.x, offset.z) * 180) / Math.PI,
      tilt: (Math.acos(offset.y / distance) * 180) / Math.PI,
      distance: distance / GROUND,
      x: target.x / GROUND - 0.5,
      y: target.z / GROUND - 0.5,
    };
  }

  goTo({ turn, tilt, distance, x, y }: Place): void {
    const around = (turn * Math.PI) / 180;
    const down = (Math.min(tilt, 82) * Math.PI) / 180;
    this.#controls.target.set((x + 0.5) * GROUND, 0, (y + 0.5) * GROUND);
    this.#camera.position
      .set(Math.sin(around) * Math.sin(down), Math.cos(down), Math.cos(around) * Math.sin(down))
      .multiplyScalar(distance * GROUND)
      .add(this.#controls.target);
    this.#controls.update();
    this.#move();
  }

  show(frame: Frame): void {
    const first = this.#blocks.frame === undefined;
    this.#blocks.show(frame);
    this.#began = this.options.still || first ? -Infinity : performance.now();
    this.#ask();
  }

  paint(palette: Palette): void {
    this.#blocks.paint(palette);
    this.#ask();
  }

  dress(colours: CityColours): void {
    this.#colours = colours;
    this.#renderer.setClearColor(new Color(colours.sky));
    this.#grounds.dress(colours.ground, colours.street);
    this.mark(this.#marked);
  }

  mark(lot: number): void {
    this.#marked = lot;
    this.#blocks.mark(lot, this.#colours.mark);
    this.#ask();
  }

  pick(x: number, y: number): number {
    const { frame, lots } = this.#blocks;
    if (!frame) return -1;
    const caster = new Raycaster();
    caster.setFromCamera(new Vector2((2 * x) / this.canvas.clientWidth - 1, 1 - (2 * y) / this.canvas.clientHeight), this.#camera);
    return firstOn(caster.ray, lots, frame);
  }

  dispose(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = -1;
    this.#watch.disconnect();
    this.#controls.dispose();
    this.#blocks.dispose();
    this.#grounds.dispose();
    this.#renderer.dispose();
  }

  readonly #ask = (): void => {
    if (this.#asked === 0) this.#asked = requestAnimationFrame(this.#draw);
  };

  readonly #move = (): void => {
    this.#moved = true;
    this.#ask();
  };

  readonly #draw = (now: number): void => {
    this.#asked = 0;
    const share = Math.min(1, Math.max(0, (now - this.#began) / TWEEN_MS));
    this.#blocks.tween = share * (2 - share);
    this.#renderer.render(this.#scene, this.#camera);
    if (this.#moved) this.options.onLabels(this.#labels());
    this.#moved = false;
    this.canvas.dataset["settled"] = String(share === 1); // heard by whoever waits for pixels that stand still
    if (share < 1) this.#ask();
  };

  #labels(): PlacedLabel[] {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const at = new Vector3();
    return this.#named.flatMap(({ path, number: ground, x, y, width: side, depthways }) => {
      at.set(x + side / 2, 0, y + depthways).project(this.#camera);
      if (at.z > 1 || Math.abs(at.x) > 1 || Math.abs(at.y) > 1) return [];
      return [{ path, ground, x: ((at.x + 1) / 2) * width, y: ((1 - at.y) / 2) * height }];
    });
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    this.#renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
    this.#renderer.setSize(width, height, false);
    this.#camera.aspect = width / height;
    // On a phone held upright the width is what the city has to fit in.
    this.#camera.fov = (360 / Math.PI) * Math.atan(Math.tan((FIELD * Math.PI) / 360) * Math.max(1, (1.45 * height) / width));
    this.#camera.updateProjectionMatrix();
    this.#move();
  }
}
