/**
 * The call tree while it grows: calls merged by their path of functions. What the machine touches of a node at every event lies
 * together in 64 bytes: a large program has millions of nodes, and each line of memory that is fetched costs more than the event itself.
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

/** Nodes beyond which new paths fold. 64 bytes of cells, 17 of columns, 8 of hash each: some 400 MB at most. */
export const NODES_MAX = 1 << 22;

/** `node << NUMBERS` and `node << LINKS` are where a node's cells begin: 8 numbers in `numbers`, or 16 in `links`, of the same bytes. */
export const NUMBERS = 3;
export const LINKS = 4;
/** Cells of `numbers`: nanoseconds and a count. */
export const SELF = 0;
export const TOTAL = 1;
export const CALLS = 2;
/** Cells of `links`, behind those three: the function (−1: none), the parent, and RECENT children that were asked for. */
export const FUNCTION = 6;
export const PARENT = 7;
/** Four pairs, the latest first: the function (−1: none) and the child of it. */
export const RECENT = 8;
const RECENT_END = 16;

/** Slots of the table that are looked at near the place of the parent's number: a line of memory. */
const NEAR_SLOTS = 8;

export class GrowingTree {
  numbers = new Float64Array(1024 << NUMBERS);
  links = new Int32Array(this.numbers.buffer);
  /** Nanoseconds suspended, and calls that threw. */
  wait = new Float64Array(1024);
  errors = new Float64Array(1024);
  /** 1 for a node that lies below another of the same function: its total is part of that one's. */
  nested = new Uint8Array(1 << 10);
  count = FIRST_NODE;
  /** How often a new path was folded because of NODES_MAX. */
  folded = 0;
  /**
   * Nodes by (parent, function): slots of a node's number, 0 for free, and its hash. A node's place is near that of its parent's number, so
   * that paths that are near in the tree are near in memory; where that is full, anywhere, by its hash.
   */
  private table = new Int32Array(1 << 13);

  /** `wanted`: whether the tree may begin at a function; undefined: at any. */
  constructor(
    private readonly wanted?: (functionIndex: number) => boolean,
    private readonly nodesMax = NODES_MAX,
  ) {
    for (let node = 0; node < FIRST_NODE; node++) this.link(node, -1, ROOT);
  }

  /** The node of a call to a function from a call at `parent`. */
  child(parent: number, functionIndex: number): number {
    const first = (parent << LINKS) + RECENT;
    const end = (parent << LINKS) + RECENT_END;
    for (let at = first; at < end; at += 2) if (this.links[at] === functionIndex) return this.links[at + 1];
    const child = this.find(parent, functionIndex);
    const { links } = this;
    for (let at = end - 2; at > first; at -= 2) {
      links[at] = links[at - 2];
      links[at + 1] = links[at - 1];
    }
    links[first] = functionIndex;
    links[first + 1] = child;
    return child;
  }

  private find(parent: number, functionIndex: number): number {
    if (parent === ELSEWHERE) return ELSEWHERE;
    if (parent === OUTSIDE) return this.wanted?.(functionIndex) === false ? OUTSIDE : this.find(ROOT, functionIndex);
    const hash = hashOf(parent, functionIndex);
    const slot = this.slotOf(hash, parent, functionIndex);
    const known = this.table[slot];
    if (known !== 0) return known;
    if (this.count >= this.nodesMax && parent !== ROOT) return this.fold(parent, functionIndex);
    const node = this.add(parent, functionIndex, this.isNested(parent, functionIndex));
    this.table[slot] = node;
    this.table[slot + 1] = hash;
    if (this.count * 4 > this.table.length) this.rehash();
    return node;
  }

  /**
   * A path too many: the call goes to the nearest call of the same function above it; without one, to that function's node beneath
   * the root. So every function keeps all its calls and time, at a place higher up.
   */
  private fold(parent: number, functionIndex: number): number {
    this.folded++;
    for (let node = parent; node !== ROOT; node = this.links[(node << LINKS) + PARENT]) {
      if (this.links[(node << LINKS) + FUNCTION] === functionIndex && this.nested[node] === 1) return node;
    }
    return this.find(ROOT, functionIndex);
  }

  private isNested(parent: number, functionIndex: number): number {
    for (let node = parent; node !== ROOT; node = this.links[(node << LINKS) + PARENT]) {
      if (this.links[(node << LINKS) + FUNCTION] === functionIndex) return 1;
    }
    return 0;
  }

  private add(parent: number, functionIndex: number, nested: number): number {
    const node = this.count++;
    if (node === this.nested.length) {
      this.numbers = copied(this.numbers, new Float64Array((node * 2) << NUMBERS));
      this.links = new Int32Array(this.numbers.buffer);
      this.wait = copied(this.wait, new Float64Array(node * 2));
      this.errors = copied(this.errors, new Float64Array(node * 2));
      this.nested = copied(this.nested, new Uint8Array(node * 2));
    }
    this.link(node, functionIndex, parent);
    this.nested[node] = nested;
    return node;
  }

  private link(node: number, functionIndex: number, parent: number): void {
    this.links[(node << LINKS) + FUNCTION] = functionIndex;
    this.links[(node << LINKS) + PARENT] = parent;
    for (let at = RECENT; at < RECENT_END; at += 2) this.links[(node << LINKS) + at] = -1;
  }

  /** Where the node is in the table, or is to be. */
  private slotOf(hash: number, parent: number, functionIndex: number): number {
    const { table, links } = this;
    const mask = table.length - 2;
    let slot = ((parent << 2) + ((hash & 7) << 1)) & mask;
    for (let near = NEAR_SLOTS; ; near--) {
      if (near === 0) slot = ((hash >>> 3) << 1) & mask;
      const node = table[slot];
      if (node === 0) return slot;
      if (table[slot + 1] === hash) {
        const at = node << LINKS;
        if (links[at + PARENT] === parent && links[at + FUNCTION] === functionIndex) return slot;
      }
      slot = (slot + 2) & mask;
    }
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 2);
    for (let node = FIRST_NODE; node < this.count; node++) {
      const parent = this.links[(node << LINKS) + PARENT];
      const functionIndex = this.links[(node << LINKS) + FUNCTION];
      const hash = hashOf(parent, functionIndex);
      const slot = this.slotOf(hash, parent, functionIndex);
      this.table[slot] = node;
      this.table[slot + 1] = hash;
    }
  }
}

/** Mixes two small numbers: a multiplication each, then the finalizer of MurmurHash3 (Appleby), so that low bits depend on all. */
function hashOf(parent: number, functionIndex: number): number {
  let mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(functionIndex, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}

function copied<Column extends Float64Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
