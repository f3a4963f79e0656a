/**
 * The time in which at least one of some intervals was open: the length of their union. Exact while there are few gaps between them, or
 * while none begins long before others end; beyond that, old intervals that lie next to each other are kept as one stretch with a share, and
 * one that reaches into the middle of such a stretch counts as if its gaps were spread evenly.
 */

/** Stretches kept apart; twice as many before the older half is joined in pairs. */
const STRETCHES_MAX = 64;

export class Coverage {
  /** Stretches in order of time, apart from each other: begin, end, and how much is covered between them. */
  private readonly begins: number[] = [];
  private readonly ends: number[] = [];
  private readonly covers: number[] = [];

  /** Adds an interval. Those that end later than the ones before cost least. */
  add(begin: number, end: number): void {
    const { begins, ends, covers } = this;
    let after = begins.length;
    while (after > 0 && begins[after - 1] > end) after--;
    let from = after;
    while (from > 0 && ends[from - 1] >= begin) from--;
    if (from === after) {
      this.insert(after, begin, end);
      return;
    }
    // One stretch takes the place of all that the interval touches: itself, and what they have outside of it.
    const last = after - 1;
    const before = begins[from] < begin ? this.partOf(from, begin - begins[from]) : 0;
    const behind = ends[last] > end ? this.partOf(last, ends[last] - end) : 0;
    begins[from] = Math.min(begins[from], begin);
    ends[from] = Math.max(ends[last], end);
    covers[from] = before + (end - begin) + behind;
    for (const column of [begins, ends, covers]) column.splice(from + 1, last - from);
  }

  /** Whole nanoseconds. */
  covered(): number {
    return Math.round(this.covers.reduce((sum, cover) => sum + cover, 0));
  }

  private insert(at: number, begin: number, end: number): void {
    const { begins, ends, covers } = this;
    if (at === begins.length) {
      begins.push(begin);
      ends.push(end);
      covers.push(end - begin);
    } else {
      begins.splice(at, 0, begin);
      ends.splice(at, 0, end);
      covers.splice(at, 0, end - begin);
    }
    if (begins.length === 2 * STRETCHES_MAX) this.join();
  }

  private join(): void {
    const { begins, ends, covers } = this;
    const pairs = STRETCHES_MAX / 2;
    for (let pair = 0; pair < pairs; pair++) {
      begins[pair] = begins[2 * pair];
      ends[pair] = ends[2 * pair + 1];
      covers[pair] = covers[2 * pair] + covers[2 * pair + 1];
    }
    for (const column of [begins, ends, covers]) column.splice(pairs, pairs);
  }

  /** What is covered in a part of a stretch: all of it, where the stretch has no gaps. */
  private partOf(at: number, length: number): number {
    const whole = this.ends[at] - this.begins[at];
    return this.covers[at] === whole ? length : (this.covers[at] * length) / whole;
  }
}
