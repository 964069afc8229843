import { BoxGeometry, BufferAttribute, Color, DataTexture, GLSL3, InstancedBufferAttribute, InstancedBufferGeometry, Mesh, RGBAFormat, ShaderMaterial, Vector2 } from "three";
import type { Frame } from "../history/frame";
import type { Palette } from "./picture";
import { FRAGMENT, VERTEX } from "./shader";

/** Height of the tallest building, in the ground's units: a fifth of its side reads as a skyline and hides little. */
export const TALLEST = 190;

/** All buildings of all times in one instanced draw: going from frame to frame is one number for the graphics card. */
export class Blocks {
  readonly mesh: Mesh;
  readonly #geometry = new InstancedBufferGeometry();
  readonly #material: ShaderMaterial;
  readonly #palette = new DataTexture(new Uint8Array(4 * 256), 256, 1, RGBAFormat);
  #frame: Frame | undefined;

  constructor(readonly lots: Float32Array) {
    const count = lots.length / 4;
    const box = new BoxGeometry(1, 1, 1).translate(0.5, 0.5, 0.5);
    this.#geometry.setAttribute("position", box.getAttribute("position"));
    this.#geometry.setAttribute("normal", box.getAttribute("normal"));
    this.#geometry.setIndex(withoutBottom(box));
    this.#geometry.setAttribute("lot", new InstancedBufferAttribute(lots, 4));
    for (const name of ["builtBefore", "builtAfter"]) this.#geometry.setAttribute(name, new InstancedBufferAttribute(new Float32Array(2 * count), 2));
    for (const name of ["toneBefore", "toneAfter"]) this.#geometry.setAttribute(name, new InstancedBufferAttribute(new Uint8Array(count), 1));
    this.#geometry.instanceCount = count;
    this.#material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: {
        uTween: { value: 1 },
        uTall: { value: TALLEST },
        uMarked: { value: -1 },
        uMark: { value: new Color(1, 1, 1) },
        uPalette: { value: this.#palette },
      },
    });
    this.mesh = new Mesh(this.#geometry, this.#material);
    this.mesh.frustumCulled = false; // its box is that of one building
  }

  get frame(): Frame | undefined {
    return this.#frame;
  }

  /** Begins to go over to a frame; where it was before is where it goes on from. */
  show(frame: Frame): void {
    const [before, after, toneBefore, toneAfter] = ["builtBefore", "builtAfter", "toneBefore", "toneAfter"].map((name) => this.#geometry.getAttribute(name) as BufferAttribute) as [BufferAttribute, BufferAttribute, BufferAttribute, BufferAttribute];
    const tween = this.tween;
    const from = before.array as Float32Array;
    const to = after.array as Float32Array;
    for (let at = 0; at < from.length; at += 1) from[at]! += (to[at]! - from[at]!) * tween;
    (toneBefore.array as Uint8Array).set(toneAfter.array as Uint8Array);
    for (let lot = 0; lot < frame.sizes.length; lot += 1) {
      to[2 * lot] = frame.sizes[lot]!;
      to[2 * lot + 1] = frame.heights[lot]!;
    }
    (toneAfter.array as Uint8Array).set(frame.tones);
    for (const attribute of [before, after, toneBefore, toneAfter]) attribute.needsUpdate = true;
    this.tween = 0;
    this.#frame = frame;
  }

  get tween(): number {
    return this.#uniform<number>("uTween").value;
  }

  /** How far it has gone over, 0 to 1. */
  set tween(share: number) {
    this.#uniform<number>("uTween").value = share;
  }

  paint(palette: Palette): void {
    const texels = this.#palette.image.data as Uint8Array;
    for (let tone = 0; tone < 256; tone += 1) texels.set([palette[3 * tone]!, palette[3 * tone + 1]!, palette[3 * tone + 2]!, 255], 4 * tone);
    this.#palette.needsUpdate = true;
  }

  mark(lot: number, colour: string): void {
    this.#uniform<number>("uMarked").value = lot;
    this.#uniform<Color>("uMark").value.set(colour).convertLinearToSRGB(); // as the palette is
  }

  /** Middle of a lot's roof, as it stands in the newest frame. */
  roof(lot: number): { readonly at: Vector2; readonly height: number } {
    const [x = 0, y = 0, width = 0, depth = 0] = this.lots.subarray(4 * lot, 4 * lot + 4);
    return { at: new Vector2(x + width / 2, y + depth / 2), height: (this.#frame?.heights[lot] ?? 0) * TALLEST };
  }

  dispose(): void {
    this.#geometry.dispose();
    this.#material.dispose();
    this.#palette.dispose();
  }

  #uniform<Value>(name: string): { value: Value } {
    return this.#material.uniforms[name] as { value: Value };
  }
}

/** Triangles of a box but for those that lie on the ground. */
function withoutBottom(box: BoxGeometry): number[] {
  const normal = box.getAttribute("normal");
  const index = Array.from(box.getIndex()?.array ?? []);
  return index.filter((_, at) => normal.getY(index[at - (at % 3)]!) > -0.5);
}
