import type { Ray } from "three";
import type { Frame } from "../history/frame";
import { TALLEST } from "./blocks";

/** The first building on a ray, -1 where there is none: a few additions for each lot, quicker than asking the graphics card. */
export function firstOn({ origin, direction }: Ray, lots: Float32Array, { sizes, heights }: Frame): number {
  let best = -1;
  let nearest = Infinity;
  for (let lot = 0; lot < sizes.length; lot += 1) {
    const built = sizes[lot]!;
    if (built === 0) continue;
    const x = lots[4 * lot]!;
    const z = lots[4 * lot + 1]!;
    const width = lots[4 * lot + 2]!;
    const depth = lots[4 * lot + 3]!;
    const marginX = (width * (1 - built)) / 2;
    const marginZ = (depth * (1 - built)) / 2;
    // Slabs (Kay and Kajiya 1986): in and out along each axis; 1 / 0 is Infinity, which compares as it should.
    const xs = slab(origin.x, direction.x, x + marginX, x + width - marginX);
    const ys = slab(origin.y, direction.y, 0, Math.max(0.6, heights[lot]! * TALLEST));
    const zs = slab(origin.z, direction.z, z + marginZ, z + depth - marginZ);
    const near = Math.max(xs[0], ys[0], zs[0]);
    const far = Math.min(xs[1], ys[1], zs[1]);
    if (near <= far && far >= 0 && near < nearest) {
      nearest = near;
      best = lot;
    }
  }
  return best;
}

function slab(origin: number, direction: number, low: number, high: number): readonly [number, number] {
  const a = (low - origin) / direction;
  const b = (high - origin) / direction;
  return a < b ? [a, b] : [b, a];
}
