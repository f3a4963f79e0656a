/** What to say where there is nothing to show, and what may be the reason. */
import { type Analysis, countText, numberText } from "@functrace/trace";

export function emptyText(analysis: Analysis): string {
  if (analysis.calls > 0) return "Nothing passes these filters. Try without --function, --include, --exclude, --task or --min.";
  const reasons = [
    analysis.events === 0
      ? "the recording has no events"
      : `none of its ${countText(analysis.events, "event")} passes the filters`,
    ...(analysis.skipped.length > 0 ? [`${numberText(analysis.skipped.length)} files were left out: see functrace info`] : []),
  ];
  return `No calls: ${reasons.join("; ")}.`;
}
