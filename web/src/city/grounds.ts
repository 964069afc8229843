import { BufferGeometry, Color, Float32BufferAttribute, Mesh, MeshBasicMaterial } from "three";
import type { Ground } from "../history/lots";

/** How much higher a folder lies than the one around it, in the ground's units: enough that the two do not flicker. */
const STEP = 0.35;
/** Below which depth folders look alike. */
const DEEPEST = 6;

/** The folders: plates that lie in each other, lighter with every depth. */
export class Grounds {
  readonly mesh: Mesh;
  readonly #geometry = new BufferGeometry();
  readonly #material = new MeshBasicMaterial({ vertexColors: true });

  constructor(readonly grounds: readonly Ground[]) {
    const corners = grounds.flatMap(({ x, y, width, depthways, depth }) => {
      const up = STEP * (Math.min(depth, DEEPEST) - DEEPEST - 1);
      return [x, up, y, x, up, y + depthways, x + width, up, y + depthways, x + width, up, y];
    });
    const index = grounds.flatMap((_, at) => [0, 1, 2, 0, 2, 3].map((corner) => 4 * at + corner));
    this.#geometry.setAttribute("position", new Float32BufferAttribute(corners, 3));
    this.#geometry.setAttribute("color", new Float32BufferAttribute(new Float32Array(corners.length), 3));
    this.#geometry.setIndex(index);
    this.mesh = new Mesh(this.#geometry, this.#material);
    this.mesh.frustumCulled = false;
  }

  /** outermost, innermost: CSS colours. */
  dress(outermost: string, innermost: string): void {
    const from = new Color(outermost);
    const to = new Color(innermost);
    const colours = this.#geometry.getAttribute("color");
    this.grounds.forEach(({ depth }, at) => {
      const { r, g, b } = from.clone().lerp(to, Math.min(depth, DEEPEST) / DEEPEST);
      for (let corner = 0; corner < 4; corner += 1) colours.setXYZ(4 * at + corner, r, g, b);
    });
    colours.needsUpdate = true;
  }

  dispose(): void {
    this.#geometry.dispose();
    this.#material.dispose();
  }
}
