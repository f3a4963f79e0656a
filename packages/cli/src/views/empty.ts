/** What to say where there is nothing to show, and what may be the reason. */
import { type Analysis, countText } from "@functrace/trace";

export function emptyText(analysis: Analysis): string {
  if (analysis.calls > 0) return "Nothing passes these filters. Try without --function, --include, --exclude, --task or --min.";
  if (analysis.events > 0) return `No calls: none of its ${countText(analysis.events, "event")} passes the filters.`;
  return `No calls. ${reason(analysis)}`;
}

/** Why a recording may be without a single call. */
function reason({ streams, skipped }: Analysis): string {
  if (streams.length === 0) return "No Node process took part: functrace records JavaScript and TypeScript that runs in Node.";
  if (streams.some((stream) => stream.ended === undefined)) {
    return "Its process did not come to an orderly end: it was killed, or crashed, before anything was written (or it is still running).";
  }
  if (skipped.length > 0) return `${countText(skipped.length, "file")} could not be traced: see functrace info.`;
  return "Node ran, but none of your own files with a function that was called. --deps traces dependencies; --include and --exclude choose files.";
}
