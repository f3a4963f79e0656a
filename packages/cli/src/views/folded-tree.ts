/**
 * The call tree with recursion folded: a call of a function that is already on the path counts in the line of that outer call. A path
 * then has each function once, so its depth is bounded by the number of functions, whatever the depth of the recursion.
 */
import { type Analysis, childrenOf, type FunctionRow } from "@functrace/trace";

export interface FoldedNode {
  readonly function: FunctionRow;
  readonly parent: FoldedNode | undefined;
  readonly depth: number;
  calls: number;
  /** Of the outermost calls. */
  total_ns: number;
  self_ns: number;
  wait_ns: number;
  errors: number;
  /** Calls of this function within each other, at most; 1 without recursion. */
  recursion: number;
  readonly children: Map<number, FoldedNode>;
  /**
   * The largest total of this node and all beneath it. An async call can outlive the one that made it, so a short node may hold a long
   * one: order and limits go by this, or they would hide it.
   */
  weight_ns: number;
}

interface Open {
  readonly target: FoldedNode;
  readonly children: Iterator<number>;
}

/** The folded nodes at the top, above which nothing is traced. */
export function foldTree(analysis: Analysis): FoldedNode[] {
  const { tree } = analysis;
  if (tree.count === 0) return [];
  const children = childrenOf(tree);
  const tops = new Map<number, FoldedNode>();
  /** How many calls of a folded node are open on the path. */
  const depths = new Map<FoldedNode, number>();
  // Not recursive itself: a recorded recursion can be deeper than our own stack.
  const path: Open[] = [];
  let siblings = children(0)[Symbol.iterator]();
  for (;;) {
    const next = siblings.next();
    if (next.done !== true) {
      const node = next.value;
      const target = place(analysis, tops, path.at(-1)?.target, tree.function[node]!);
      const depth = (depths.get(target) ?? 0) + 1;
      depths.set(target, depth);
      target.recursion = Math.max(target.recursion, depth);
      target.calls += tree.calls[node]!;
      target.self_ns += tree.self[node]!;
      target.errors += tree.errors[node]!;
      if (depth === 1) {
        target.total_ns += tree.total[node]!;
        target.wait_ns += tree.wait[node]!;
      }
      path.push({ target, children: siblings });
      siblings = children(node)[Symbol.iterator]();
      continue;
    }
    const done = path.pop();
    if (done === undefined) return [...tops.values()];
    done.target.weight_ns = Math.max(done.target.weight_ns, done.target.total_ns);
    const { parent } = done.target;
    if (parent !== undefined) parent.weight_ns = Math.max(parent.weight_ns, done.target.weight_ns);
    depths.set(done.target, depths.get(done.target)! - 1);
    siblings = done.children;
  }
}

/** The folded node for a call of `index` beneath `parent`: one on the path, or a child of it. */
function place(analysis: Analysis, tops: Map<number, FoldedNode>, parent: FoldedNode | undefined, index: number): FoldedNode {
  for (let above = parent; above !== undefined; above = above.parent) if (above.function.index === index) return above;
  const children = parent?.children ?? tops;
  let node = children.get(index);
  if (node === undefined) {
    const row = analysis.functions[index]!;
    node = {
      function: row,
      parent,
      depth: parent === undefined ? 1 : parent.depth + 1,
      calls: 0,
      total_ns: 0,
      self_ns: 0,
      wait_ns: 0,
      errors: 0,
      recursion: 0,
      children: new Map(),
      weight_ns: 0,
    };
    children.set(index, node);
  }
  return node;
}

/** Nodes by weight, the most first; what is equal stays in the order in which it was first called. */
export function byWeight(nodes: Iterable<FoldedNode>): FoldedNode[] {
  return [...nodes].sort((a, b) => b.weight_ns - a.weight_ns);
}
