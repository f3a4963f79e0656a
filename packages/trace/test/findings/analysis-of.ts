/** A recording in its text form → its analysis and its findings. */
import { parseRecordingText } from "@functrace/format";
import { type Analysis, analyze, type Finding, findings, openTrace } from "../../src/index.js";

export function analysisOf(text: string): Analysis {
  const bytes = parseRecordingText(text);
  const source = { size: bytes.length, read: (offset: number, length: number) => bytes.subarray(offset, offset + length) };
  const inflate = (): Uint8Array => {
    throw new Error("text fixtures are not compressed");
  };
  return analyze(openTrace(source, { inflate }));
}

/** The findings of one kind. */
export function findingsOf(text: string, kind: Finding["kind"]): Finding[] {
  return findings(analysisOf(text)).filter((finding) => finding.kind === kind);
}

/** The text of a recording with one thread, one file and these lines. */
export function recording(functions: string, events: readonly string[]): string {
  return ["recording", "stream 100/0", "functions 100/0 /app/client.ts", functions, "events 100/0", ...events, "end 100/0"].join(
    "\n",
  );
}

export function evidence(finding: Finding | undefined, label: string): { value: string; place: string } | undefined {
  const found = finding?.evidence.find((each) => each.label === label);
  return found === undefined ? undefined : { value: found.value, place: `${found.file ?? ""}:${found.line ?? ""}` };
}
