import { hierarchy, treemap, treemapSquarify, type HierarchyRectangularNode } from "d3-hierarchy";
import type { HistoryTable } from "./table";

/** Length of the ground's sides: whole numbers for d3, and small errors for 32-bit floats. */
export const GROUND = 1000;

/** A folder's place on the ground. */
export interface Ground {
  /** Without `/` at its end; the root's is empty. */
  readonly path: string;
  /** 0: the root. */
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly depthways: number;
  /** Its paths are those numbered from <= i < to: they come by their bytes. */
  readonly from: number;
  readonly to: number;
}

export interface Lots {
  /** Of path i: x, y, width, depth at 4i. Every path that ever stood has one, so nothing moves while time does. */
  readonly rectangles: Float32Array;
  /** Lines for which the whole lot stands: the most its path ever had, 1 at least. */
  readonly lines: Float64Array;
  /** Outer ones first. */
  readonly grounds: readonly Ground[];
}

interface Node {
  readonly name: string;
  readonly path: string;
  /** Of a file: its number. */
  readonly file: number;
  readonly children: Map<string, Node> | undefined;
  from: number;
  to: number;
}

/** Lays out the union of all paths in history once (Bruls, Huizing, van Wijk 2000: squarified treemaps). */
export function lotsOf(table: HistoryTable): Lots {
  const lines = new Float64Array(table.paths.length).fill(1);
  for (let version = 0; version < table.versions; version += 1) {
    const path = table.path[version]!;
    lines[path] = Math.max(lines[path]!, table.lines[version]!);
  }
  const laid = treemap<Node>().tile(treemapSquarify.ratio(1.2)).size([GROUND, GROUND]).paddingInner(gap).paddingOuter(gap)(
    hierarchy(treeOf(table.paths), (node) => node.children?.values())
      .sum((node) => (node.file < 0 ? 0 : lines[node.file]!))
      // oxlint-disable-next-line unicorn/no-array-sort -- a hierarchy is no array
      .sort((a, b) => b.value! - a.value! || (a.data.name < b.data.name ? -1 : 1)),
  );
  const rectangles = new Float32Array(4 * table.paths.length);
  const grounds: Ground[] = [];
  laid.each((node) => {
    const { x0, y0, x1, y1, data, depth } = node;
    // Where gaps are larger than what is between them d3 gives nothing, or less: a lot stays a lot.
    const width = Math.max(x1 - x0, 0.01);
    const depthways = Math.max(y1 - y0, 0.01);
    if (data.file >= 0) rectangles.set([x0, y0, width, depthways], 4 * data.file);
    else grounds.push({ path: data.path, depth, x: x0, y: y0, width, depthways, from: data.from, to: data.to });
  });
  return { rectangles, lines, grounds };
}

/** Streets are wide between districts, and narrow within; never so wide that nothing is left. */
function gap({ depth, x0, x1, y0, y1 }: HierarchyRectangularNode<Node>): number {
  return Math.min(6 / (depth + 1), Math.min(x1 - x0, y1 - y0) / 24);
}

function treeOf(paths: readonly string[]): Node {
  const root: Node = { name: "", path: "", file: -1, children: new Map(), from: 0, to: paths.length };
  paths.forEach((path, file) => {
    let at = root;
    let from = 0;
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", from)) {
      at = folder(at, path.slice(from, slash), path.slice(0, slash), file);
      from = slash + 1;
    }
    // In the course of time a name can be a file and a folder: `/` is in no name, so the two have different keys.
    at.children?.set(`${path.slice(from)}/`, { name: path.slice(from), path, file, children: undefined, from: file, to: file + 1 });
  });
  return root;
}

function folder(parent: Node, name: string, path: string, file: number): Node {
  const found = parent.children?.get(name);
  if (found) {
    found.to = file + 1;
    return found;
  }
  const made: Node = { name, path, file: -1, children: new Map(), from: file, to: file + 1 };
  parent.children?.set(name, made);
  return made;
}
