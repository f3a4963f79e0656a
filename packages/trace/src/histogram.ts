/**
 * Durations counted by size, one histogram a row, in windows of one shared pool.
 *
 * The buckets are those of HdrHistogram (Gil Tene, hdrhistogram.org): below 64 ns each whole nanosecond has its own; above, each
 * power of two is cut into 32 of equal width. A histogram only holds the window of buckets that it has seen, so that 20,000
 * functions whose calls last about as long as each other take some 32 buckets of 2 bytes each. The buckets are what the machine touches most
 * at random, so they are as small as may be; what a bucket counts beyond 65,535 is kept apart.
 */

/**
 * The most by which a percentile may be off, as a share of it. A bucket of width w = 2^s holds the values from 32w to 64w − 1 in
 * steps of w, so its lower edge is at least 32w; its middle is at most w/2 from any value in it; (w/2) / 32w = 1/64.
 */
export const HISTOGRAM_ERROR = 1 / 64;

/** Buckets of a duration below 2^53 ns: the exponent goes up to 52, of which the first 5 share the first 32 buckets. */
const BUCKETS_MAX = (52 - 5) * 32 + 64;
const WINDOW_MIN = 32;

/** The bucket of a duration in nanoseconds. The machine has this inlined for those below 2^31. */
export function bucketOf(duration: number): number {
  if (duration < 0x80000000) {
    const shift = 26 - Math.clz32(duration | 32);
    return (shift << 5) + (duration >> shift);
  }
  const high = Math.floor(duration / 0x4000000);
  const shift = 26 - Math.clz32(high | 32);
  return ((shift + 26) << 5) + (high >> shift);
}

/** The middle of a bucket. */
function middleOf(bucket: number): number {
  if (bucket < 64) return bucket;
  const shift = (bucket >> 5) - 1;
  const width = 2 ** shift;
  return (bucket - (shift << 5)) * width + Math.floor(width / 2);
}

/** A window is 4 cells of `windows`: where bucket 0 would be in the counts, and its first bucket and the one after its last. */
export const WINDOW = 2;
export const OFFSET = 0;
export const LOW = 1;
export const HIGH = 2;
const COUNT_RANGE = 0x10000;

export class Histograms {
  /** Counts, modulo 65,536; row r's bucket b is at offset + b, when low ≤ b < high. */
  counts = new Uint16Array(1 << 12);
  windows: Int32Array;
  /** What went beyond, by row and bucket. */
  private readonly carried = new Map<number, number>();
  private used = 0;

  constructor(rows: number) {
    this.windows = new Int32Array(rows << WINDOW);
  }

  /** Makes room for rows up to this number. */
  ensure(rows: number): void {
    const size = rows << WINDOW;
    if (size <= this.windows.length) return;
    const windows = new Int32Array(Math.max(size, this.windows.length * 2));
    windows.set(this.windows);
    this.windows = windows;
  }

  /** Adds `count`, 1 or −1, to the bucket of `duration`. */
  add(row: number, duration: number, count: 1 | -1 = 1): void {
    const bucket = bucketOf(duration);
    const at = row << WINDOW;
    if (bucket < this.windows[at + LOW] || bucket >= this.windows[at + HIGH]) this.widen(row, bucket);
    const place = this.windows[at + OFFSET] + bucket;
    const before = this.counts[place];
    this.counts[place] = before + count;
    if (before + count === COUNT_RANGE || before + count < 0) this.carry(row, bucket, count);
  }

  /** The bucket's count has gone around, upwards or downwards. */
  carry(row: number, bucket: number, direction: 1 | -1): void {
    const key = row * BUCKETS_MAX + bucket;
    this.carried.set(key, (this.carried.get(key) ?? 0) + direction * COUNT_RANGE);
  }

  private countAt(row: number, bucket: number): number {
    const carried = this.carried.size === 0 ? 0 : (this.carried.get(row * BUCKETS_MAX + bucket) ?? 0);
    return this.counts[this.windows[(row << WINDOW) + OFFSET] + bucket] + carried;
  }

  /** Grows the row's window until it holds the bucket: to twice its size, in the direction of the bucket, in a new place. */
  private widen(row: number, bucket: number): void {
    const at = row << WINDOW;
    const low = this.windows[at + LOW];
    const high = this.windows[at + HIGH];
    const size = Math.max(WINDOW_MIN, (high - low) * 2);
    const from =
      high === low ? Math.max(0, bucket - WINDOW_MIN / 2) : bucket < low ? Math.max(0, Math.min(bucket, high - size)) : low;
    const to = Math.min(BUCKETS_MAX, Math.max(from + size, bucket + 1, high));
    if (this.used + to - from > this.counts.length) {
      const counts = new Uint16Array(Math.max(this.counts.length * 2, this.used + to - from));
      counts.set(this.counts);
      this.counts = counts;
    }
    const offset = this.used - from;
    const before = this.windows[at + OFFSET];
    this.counts.copyWithin(offset + low, before + low, before + high);
    this.used += to - from;
    this.windows[at + OFFSET] = offset;
    this.windows[at + LOW] = from;
    this.windows[at + HIGH] = to;
  }

  count(row: number): number {
    let count = 0;
    for (let bucket = this.low(row); bucket < this.high(row); bucket++) count += this.countAt(row, bucket);
    return count;
  }

  private low(row: number): number {
    return this.windows[(row << WINDOW) + LOW];
  }

  private high(row: number): number {
    return this.windows[(row << WINDOW) + HIGH];
  }

  /**
   * The duration that a share of the row's durations does not exceed, within HISTOGRAM_ERROR and between the extremes `min` and `max`, at
   * which it is exact; `max` for an empty row.
   */
  percentile(row: number, share: number, min: number, max: number): number {
    const count = this.count(row);
    const rank = Math.max(1, Math.ceil(count * share));
    if (rank >= count) return max;
    if (rank === 1) return min;
    let seen = 0;
    for (let bucket = this.low(row); bucket < this.high(row); bucket++) {
      seen += this.countAt(row, bucket);
      if (seen >= rank) return Math.min(max, Math.max(min, middleOf(bucket)));
    }
    return max;
  }
}
