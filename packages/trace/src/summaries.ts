/** The ledger → one FunctionSummary for each function that was called. */
import type { Ledger } from "./ledger.js";
import type { FunctionSummary } from "./model.js";
import { CALLS, FIRST_NODE, FUNCTION, LINKS, NUMBERS, SELF, TOTAL } from "./tree.js";

/** The longest total first. */
export function functionSummaries(ledger: Ledger, keeps: (functionIndex: number) => boolean = () => true): FunctionSummary[] {
  const { tree, histograms, functions } = ledger;
  const { numbers, links, nested } = tree;
  const column = (): Float64Array => new Float64Array(functions.length);
  const [calls, all, total, self, wait, errors] = [column(), column(), column(), column(), column(), column()];
  for (let node = FIRST_NODE; node < tree.count; node++) {
    const index = links[(node << LINKS) + FUNCTION];
    const number = node << NUMBERS;
    calls[index] += numbers[number + CALLS];
    all[index] += numbers[number + TOTAL];
    self[index] += numbers[number + SELF];
    errors[index] += tree.errors[node];
    if (nested[node] === 1) continue;
    total[index] += numbers[number + TOTAL];
    wait[index] += tree.wait[node];
  }
  const summaries: FunctionSummary[] = [];
  for (const row of functions) {
    const { index } = row;
    if (calls[index] === 0 || !keeps(index)) continue;
    const shortest = ledger.shortest[index + 1];
    const longest = ledger.longest[index + 1];
    summaries.push({
      function: row,
      calls: calls[index],
      total_ns: total[index],
      self_ns: self[index],
      wait_ns: wait[index],
      avg_ns: all[index] / calls[index],
      p50_ns: histograms.percentile(index + 1, 0.5, shortest, longest),
      p99_ns: histograms.percentile(index + 1, 0.99, shortest, longest),
      max_ns: longest,
      errors: errors[index],
      unfinished: ledger.unfinished[index + 1],
    });
  }
  return summaries.sort((a, b) => b.total_ns - a.total_ns || a.function.index - b.function.index);
}
