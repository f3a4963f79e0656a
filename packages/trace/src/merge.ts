/** Several sources, each in order of time → one in order of time. A binary heap of the sources, by the time of what each has next. */

export interface Timed<Item> {
  /** The time of its next item or, before that is known, a time not after it; undefined when there is none. */
  nextTime(): number | undefined;
  /** Its next item; or undefined when there was only a bound so far, and `nextTime` says more now. */
  next(): Item | undefined;
}

/** Items of one time come in the order of the sources. */
export function* mergeByTime<Item>(sources: Iterable<Timed<Item>>): Generator<Item> {
  const heap: { source: Timed<Item>; time: number; order: number }[] = [];
  const before = (a: number, b: number): boolean =>
    heap[a].time < heap[b].time || (heap[a].time === heap[b].time && heap[a].order < heap[b].order);
  const swap = (a: number, b: number): void => void ([heap[a], heap[b]] = [heap[b], heap[a]]);
  const sink = (): void => {
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      if (left >= heap.length) return;
      const least = left + 1 < heap.length && before(left + 1, left) ? left + 1 : left;
      if (!before(least, at)) return;
      swap(least, at);
      at = least;
    }
  };
  let order = 0;
  for (const source of sources) {
    const time = source.nextTime();
    if (time === undefined) continue;
    heap.push({ source, time, order: order++ });
    for (let at = heap.length - 1; at > 0 && before(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
  }
  while (heap.length > 0) {
    const [first] = heap;
    const item = first.source.next();
    if (item !== undefined) yield item;
    const time = first.source.nextTime();
    if (time !== undefined) {
      first.time = time;
    } else {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    sink();
  }
}
