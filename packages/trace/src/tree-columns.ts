/** The growing tree → the columns that others read: without the nodes of a filter, and with the calls of hidden files taken out. */
import type { CallTree } from "./model.js";
import { CALLS, FIRST_NODE, FUNCTION, GrowingTree, LINKS, NUMBERS, PARENT, ROOT, SELF, TOTAL } from "./tree.js";

/** In the columns the root is 0 and the first node of a path 1. */
const BEFORE_NODES = FIRST_NODE - 1;

/**
 * `keeps`: false for hidden functions. A hidden function's node goes: its callees hang under the nearest node above that stays,
 * and its self time is that one's. Callees of one function that come together so become one node.
 */
export function treeColumns(tree: GrowingTree, keeps?: (functionIndex: number) => boolean): CallTree {
  const { numbers, links } = tree;
  const { placed, count } = keeps === undefined ? placeAll(tree) : placeKept(tree, keeps);
  const columns = {
    count,
    parent: new Int32Array(count),
    function: new Int32Array(count).fill(-1),
    calls: new Float64Array(count),
    total: new Float64Array(count),
    self: new Float64Array(count),
    wait: new Float64Array(count),
    errors: new Float64Array(count),
  };
  for (let node = FIRST_NODE; node < tree.count; node++) {
    const functionIndex = links[(node << LINKS) + FUNCTION];
    const number = node << NUMBERS;
    const at = placed[node];
    columns.self[at] += numbers[number + SELF];
    if (keeps?.(functionIndex) === false) continue;
    const parent = placed[links[(node << LINKS) + PARENT]];
    columns.parent[at] = parent;
    columns.function[at] = functionIndex;
    columns.calls[at] += numbers[number + CALLS];
    columns.total[at] += numbers[number + TOTAL];
    columns.wait[at] += tree.wait[node];
    columns.errors[at] += tree.errors[node];
    if (parent === 0) columns.total[0] += numbers[number + TOTAL];
  }
  columns.self[0] = 0;
  return columns;
}

interface Places {
  readonly placed: Int32Array;
  readonly count: number;
}

function placeAll(tree: GrowingTree): Places {
  const placed = Int32Array.from({ length: tree.count }, (_, node) => Math.max(0, node - BEFORE_NODES));
  return { placed, count: tree.count - BEFORE_NODES };
}

/** A parent has a lower number than its children, so it has its place before them. */
function placeKept(tree: GrowingTree, keeps: (functionIndex: number) => boolean): Places {
  const placed = new Int32Array(tree.count);
  const kept = new GrowingTree(undefined, Infinity);
  for (let node = FIRST_NODE; node < tree.count; node++) {
    const functionIndex = tree.links[(node << LINKS) + FUNCTION];
    const parent = placed[tree.links[(node << LINKS) + PARENT]];
    placed[node] = keeps(functionIndex)
      ? kept.child(parent === 0 ? ROOT : parent + BEFORE_NODES, functionIndex) - BEFORE_NODES
      : parent;
  }
  return { placed, count: kept.count - BEFORE_NODES };
}
