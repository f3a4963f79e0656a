/** The children of a tree's nodes, from its column of parents. */
import type { CallTree } from "../model.js";

/** A lookup of each node's children, made in one pass over the tree. */
export function childrenOf(tree: CallTree): (node: number) => Iterable<number> {
  const first = new Int32Array(tree.count).fill(-1);
  const next = new Int32Array(tree.count).fill(-1);
  // From the back, so that each list comes out in the order of the nodes.
  for (let node = tree.count - 1; node > 0; node--) {
    const parent = tree.parent[node]!;
    next[node] = first[parent]!;
    first[parent] = node;
  }
  return function* children(node: number): Iterable<number> {
    for (let child = first[node]!; child !== -1; child = next[child]!) yield child;
  };
}
