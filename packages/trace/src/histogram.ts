/**
 * Durations counted by size, one histogram a row, in windows of one shared pool.
 *
 * The buckets are those of HdrHistogram (Gil Tene, hdrhistogram.org): below 64 ns each whole nanosecond has its own; above, each
 * power of two is cut into 32 of equal width. A histogram only holds the window of buckets that it has seen, so that 20,000
 * functions whose calls last about as long as each other take some 32 buckets of 8 bytes each.
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

export class Histograms {
  /** Counts; row r's bucket b is at `offset[r] + b`, when low[r] ≤ b < high[r]. */
  counts = new Float64Array(1 << 12);
  offset: Int32Array;
  low: Int32Array;
  high: Int32Array;
  private used = 0;

  constructor(rows: number) {
    this.offset = new Int32Array(rows);
    this.low = new Int32Array(rows);
    this.high = new Int32Array(rows);
  }

  /** Makes room for rows up to this number. */
  ensure(rows: number): void {
    if (rows <= this.low.length) return;
    const size = Math.max(rows, this.low.length * 2);
    this.offset = grown(this.offset, size);
    this.low = grown(this.low, size);
    this.high = grown(this.high, size);
  }

  /** Adds `count` (−1 takes one back) to the bucket of `duration`. */
  add(row: number, duration: number, count = 1): void {
    const bucket = bucketOf(duration);
    if (bucket < this.low[row] || bucket >= this.high[row]) this.widen(row, bucket);
    this.counts[this.offset[row] + bucket] += count;
  }

  /** Grows the row's window until it holds the bucket: to twice its size, in the direction of the bucket, in a new place. */
  widen(row: number, bucket: number): void {
    const low = this.low[row];
    const high = this.high[row];
    const size = Math.max(WINDOW_MIN, (high - low) * 2);
    const from =
      high === low ? Math.max(0, bucket - WINDOW_MIN / 2) : bucket < low ? Math.max(0, Math.min(bucket, high - size)) : low;
    const to = Math.min(BUCKETS_MAX, Math.max(from + size, bucket + 1, high));
    if (this.used + to - from > this.counts.length) {
      const counts = new Float64Array(Math.max(this.counts.length * 2, this.used + to - from));
      counts.set(this.counts);
      this.counts = counts;
    }
    const offset = this.used - from;
    this.counts.copyWithin(offset + low, this.offset[row] + low, this.offset[row] + high);
    this.used += to - from;
    this.offset[row] = offset;
    this.low[row] = from;
    this.high[row] = to;
  }

  count(row: number): number {
    let count = 0;
    for (let bucket = this.low[row]; bucket < this.high[row]; bucket++) count += this.counts[this.offset[row] + bucket];
    return count;
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
    for (let bucket = this.low[row]; bucket < this.high[row]; bucket++) {
      seen += this.counts[this.offset[row] + bucket];
      if (seen >= rank) return Math.min(max, Math.max(min, middleOf(bucket)));
    }
    return max;
  }
}

function grown(array: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
}
