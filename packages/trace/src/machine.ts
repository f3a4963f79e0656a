/**
 * The machine: events of one stream, in order → calls, which it adds to the ledger. It keeps the calls that are open and nothing of
 * those that ended.
 *
 * `run` is the fast path: one loop over a block's bytes, with varints, `enter` and `exit` inline, over local typed arrays, and no
 * allocation. All else goes through `step`, the plain form of the same. Traces are mostly enters and exits: the time per event is
 * that of the loop.
 */
import { ENTER, EXIT, START } from "@functrace/format";
import { HIGH, LOW, OFFSET, WINDOW } from "./histogram.js";
import { MachineSteps } from "./machine-steps.js";
import { UNKNOWN_ROW } from "./symbols.js";
import { CALLS, FUNCTION, LINKS, NUMBERS, RECENT, SELF, TOTAL } from "./tree.js";
import { TURN_CALL_MIN_NS } from "./turns.js";

export class Machine extends MachineSteps {
  /**
   * Takes in one block's payload. Returns undefined, or the offset at which the payload stops making sense; the events before it count.
   */
  run(bytes: Uint8Array, firstTime: number): number | undefined {
    const { ledger } = this;
    const { tree, histograms } = ledger;
    ledger.ensure();
    const timeBefore = this.time;
    this.begin(firstTime);
    const end = bytes.length;
    const rows = this.streamIds.functionRows;
    const known = rows.length;
    /** Codes up to here take the fast path. */
    const fast = this.observer === undefined ? EXIT : -1;
    const { shortest, longest } = ledger;
    let { numbers, links } = tree;
    let { nodes, ids, times, top } = this;
    let { counts, windows } = histograms;
    let node = nodes[top];
    let time = this.time;
    let events = 0;
    let calls = 0;
    let at = 0;
    let fault: number | undefined;

    while (at < end) {
      const eventAt = at;
      let word = bytes[at++];
      if (word > 127) {
        const second = bytes[at++];
        word = (word & 127) | ((second & 127) << 7);
        if (second > 127) {
          const third = bytes[at++];
          word |= (third & 127) << 14;
          if (third > 127) {
            const fourth = bytes[at++];
            word |= (fourth & 127) << 21;
            if (fourth > 127) {
              const fifth = bytes[at++];
              if (fifth > 7) {
                fault = eventAt;
                break;
              }
              word |= fifth << 28;
            }
          }
        }
      }
      let elapsed = bytes[at++];
      if (elapsed > 127) {
        const second = bytes[at++];
        elapsed = (elapsed & 127) | ((second & 127) << 7);
        if (second > 127) {
          const third = bytes[at++];
          elapsed |= (third & 127) << 14;
          if (third > 127) {
            let scale = 0x200000;
            let more = 128;
            for (let count = 0; more > 127 && count < 5; count++) {
              more = bytes[at++];
              elapsed += (more & 127) * scale;
              scale *= 128;
            }
            if (more > 127) {
              fault = eventAt;
              break;
            }
          }
        }
      }
      const code = word & 7;
      if (code <= fast) {
        if (at > end) {
          fault = eventAt;
          break;
        }
        const id = word >>> 3;
        if (code === ENTER) {
          numbers[(node << NUMBERS) + SELF] += elapsed;
          time += elapsed;
          if (top === 0) node = this.beginTask(time);
          const row = id < known ? rows[id] : UNKNOWN_ROW;
          const recent = (node << LINKS) + RECENT;
          if (links[recent] === row) {
            node = links[recent + 1];
          } else if (links[recent + 2] === row) {
            node = links[recent + 3];
          } else {
            node = tree.child(node, row);
            numbers = tree.numbers;
            links = tree.links;
          }
          if (++top === nodes.length) {
            this.growStack();
            ({ nodes, ids, times } = this);
          }
          nodes[top] = node;
          ids[top] = id;
          times[top] = time;
          this.before = word;
          events++;
          calls++;
          continue;
        }
        if (ids[top] === id) {
          const number = node << NUMBERS;
          numbers[number + SELF] += elapsed;
          time += elapsed;
          const duration = time - times[top];
          numbers[number + TOTAL] += duration;
          numbers[number + CALLS] += 1;
          const row = links[(node << LINKS) + FUNCTION] + 1;
          let bucket: number;
          if (duration < 0x80000000) {
            const whole = duration | 0;
            const shift = 26 - Math.clz32(whole | 32);
            bucket = (shift << 5) + (whole >> shift);
            const window = row << WINDOW;
            if (bucket >= windows[window + LOW] && bucket < windows[window + HIGH]) {
              const place = windows[window + OFFSET] + bucket;
              counts[place]++;
              if (counts[place] === 0) histograms.carry(row, bucket, 1);
            } else {
              histograms.add(row, duration);
              ({ counts, windows } = histograms);
            }
          } else {
            histograms.add(row, duration);
            ({ counts, windows } = histograms);
          }
          if (duration <= shortest[row]) this.setShortest(row, duration, time);
          if (duration > longest[row]) longest[row] = duration;
          if (duration >= TURN_CALL_MIN_NS) this.longCall(node, duration, time);
          node = nodes[--top];
          this.before = word;
          if (top === 0) this.endRootCall(row - 1, time);
          events++;
          continue;
        }
      }
      let extra = 0;
      if (code >= START) {
        let scale = 1;
        let more = 128;
        for (let count = 0; more > 127 && count < 8; count++) {
          more = bytes[at++];
          extra += (more & 127) * scale;
          scale *= 128;
        }
        if (more > 127) at = end + 1;
      }
      if (at > end) {
        fault = eventAt;
        break;
      }
      events++;
      numbers[(node << NUMBERS) + SELF] += elapsed;
      this.previousTime = events === 1 ? timeBefore : time;
      time += elapsed;
      this.time = time;
      this.top = top;
      this.step(code, word >>> 3, extra);
      ({ numbers, links } = tree);
      ({ nodes, ids, times, top } = this);
      ({ counts, windows } = histograms);
      node = nodes[top];
    }
    this.top = top;
    this.time = time;
    this.events += events;
    this.calls += calls;
    return fault;
  }
}
