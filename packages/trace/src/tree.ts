/**
 * The call tree while it grows: calls merged by their path of functions. Numbers of one node lie together (one cache line), because
 * the machine touches most of them at every event.
 *
 * Three nodes are always there: the root; and two that swallow what a filter leaves out, so that the machine needs no branch for it.
 */

/** Above every task. The time of an empty stack goes to it, and is dropped. */
export const ROOT = 0;
/** Calls of a task looked at, above the first function that the filter asks for. */
export const OUTSIDE = 1;
/** Calls of tasks that the filter leaves out. */
export const ELSEWHERE = 2;
/** Nodes below this number are no paths of calls. */
export const FIRST_NODE = 3;

/** Nodes beyond which new paths fold. 64 bytes of numbers, 16 of links, 8 of hash each: some 400 MB at most. */
export const NODES_MAX = 1 << 22;

/** Columns of `numbers`, 8 a node. Nanoseconds, but for CALLS and ERRORS. */
export const SELF = 0;
export const TOTAL = 1;
export const CALLS = 2;
export const WAIT = 3;
export const ERRORS = 4;
/** Columns of `links`, 4 a node: the function (−1: none), the function of the child asked for last and that child, the parent. */
export const FUNCTION = 0;
export const LAST_FUNCTION = 1;
export const LAST_CHILD = 2;
export const PARENT = 3;

export class GrowingTree {
  numbers = new Float64Array(8 << 10);
  links = new Int32Array(4 << 10);
  /** 1 for a node that lies below another of the same function: its total is part of that one's. */
  nested = new Uint8Array(1 << 10);
  count = FIRST_NODE;
  /** How often a new path was folded because of NODES_MAX. */
  folded = 0;
  /** Open addressing: node numbers by (parent, function), 0 for free. */
  private table = new Int32Array(1 << 12);

  /** `wanted`: whether the tree may begin at a function; undefined: at any. */
  constructor(
    private readonly wanted?: (functionIndex: number) => boolean,
    private readonly nodesMax = NODES_MAX,
  ) {
    for (let node = 0; node < FIRST_NODE; node++) this.link(node, -1, ROOT);
  }

  /** The node of a call to a function from a call at `parent`. Keeps it as the parent's last child, which the machine looks at first. */
  child(parent: number, functionIndex: number): number {
    const child = this.find(parent, functionIndex);
    this.links[(parent << 2) + LAST_FUNCTION] = functionIndex;
    this.links[(parent << 2) + LAST_CHILD] = child;
    return child;
  }

  private find(parent: number, functionIndex: number): number {
    if (parent === ELSEWHERE) return ELSEWHERE;
    if (parent === OUTSIDE) return this.wanted?.(functionIndex) === false ? OUTSIDE : this.find(ROOT, functionIndex);
    const { links, table } = this;
    const mask = table.length - 1;
    let slot = hash(parent, functionIndex) & mask;
    for (let node = table[slot]; node !== 0; node = table[slot]) {
      const at = node << 2;
      if (links[at + PARENT] === parent && links[at + FUNCTION] === functionIndex) return node;
      slot = (slot + 1) & mask;
    }
    if (this.count >= this.nodesMax && parent !== ROOT) return this.fold(parent, functionIndex);
    const node = this.add(parent, functionIndex, this.isNested(parent, functionIndex));
    table[slot] = node;
    if (this.count * 2 > table.length) this.rehash();
    return node;
  }

  /**
   * A path too many: the call goes to the nearest call of the same function above it; without one, to that function's node beneath
   * the root. So every function keeps all its calls and time, at a place higher up.
   */
  private fold(parent: number, functionIndex: number): number {
    this.folded++;
    for (let node = parent; node !== ROOT; node = this.links[(node << 2) + PARENT]) {
      if (this.links[(node << 2) + FUNCTION] === functionIndex && this.nested[node] === 1) return node;
    }
    return this.find(ROOT, functionIndex);
  }

  private isNested(parent: number, functionIndex: number): number {
    for (let node = parent; node !== ROOT; node = this.links[(node << 2) + PARENT]) {
      if (this.links[(node << 2) + FUNCTION] === functionIndex) return 1;
    }
    return 0;
  }

  private add(parent: number, functionIndex: number, nested: number): number {
    const node = this.count++;
    if (node === this.nested.length) {
      this.numbers = copied(this.numbers, new Float64Array(node * 16));
      this.links = copied(this.links, new Int32Array(node * 8));
      this.nested = copied(this.nested, new Uint8Array(node * 2));
    }
    this.link(node, functionIndex, parent);
    this.nested[node] = nested;
    return node;
  }

  private link(node: number, functionIndex: number, parent: number): void {
    this.links[(node << 2) + FUNCTION] = functionIndex;
    this.links[(node << 2) + LAST_FUNCTION] = -1;
    this.links[(node << 2) + LAST_CHILD] = 0;
    this.links[(node << 2) + PARENT] = parent;
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 2);
    const mask = table.length - 1;
    for (let node = FIRST_NODE; node < this.count; node++) {
      let slot = hash(this.links[(node << 2) + PARENT], this.links[(node << 2) + FUNCTION]) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = node;
    }
    this.table = table;
  }
}

/** Mixes two small numbers: a multiplication each, then the finalizer of MurmurHash3 (Appleby), so that low bits depend on all. */
function hash(parent: number, functionIndex: number): number {
  let mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(functionIndex, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}

function copied<Column extends Float64Array | Int32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
