/** Waits that grow from one to the next: a retry with back-off where something failed as often, otherwise just that. */
import { expect, test } from "vitest";
import { analysisOf, evidence, findingsOf, recording } from "./analysis-of.js";

const RETRY = `
  f1 async fetchWithRetry 1:1
  f2 sync sleep 20:1
  f3 sync attempt 30:1
  s1 await f1 6:5 "sleep(pause)" callee sleep
  s2 timer f2 21:10 "setTimeout(resolve, ms)" reason timer`;

function retry(waits_ms: readonly number[], attempt: "throw" | "exit" | "none" = "throw"): string {
  const turns = waits_ms.flatMap((ms) => [
    ...(attempt === "none" ? [] : ["+1us enter f3", `+1us ${attempt} f3`]),
    "+10us enter f2",
    "+5us exit f2",
    "suspend s1 #1 returned",
    `+${ms}ms note fire s2`,
    "+2us resume f1 #1",
  ]);
  return recording(RETRY, ["0 start f1 #1", ...turns, "+10us finish f1 #1"]);
}

test("a retry with back-off is named after the function that tries, with its pauses and what failed", () => {
  const [finding] = findingsOf(retry([50, 100, 200, 400]), "retry with back-off");
  expect(finding!.title).toBe(
    "fetchWithRetry tries again and again, and waits longer each time: 50.0 ms, 100 ms, 200 ms, 400 ms",
  );
  expect(finding!.explanation).toContain("about 2.0 times the one before");
  expect(evidence(finding, "timer created")?.place).toBe("/app/client.ts:21");
  expect(evidence(finding, "failed")).toEqual({ value: "attempt, 4 times", place: "/app/client.ts:30" });
});

test.each(["exit", "none"] as const)("waits that grow though nothing failed are not said to try again (%s)", (attempt) => {
  const text = retry([50, 100, 200, 400], attempt);
  expect(findingsOf(text, "retry with back-off")).toEqual([]);
  const [finding] = findingsOf(text, "growing waits");
  expect(finding!.title).toBe("fetchWithRetry waits longer each time: 50.0 ms, 100 ms, 200 ms, 400 ms");
  expect(finding!.explanation).toContain("the recording does not tell whether something was tried again");
});

const HELPER = `
  f1 async fetchWithRetry 1:1
  f2 async sleep 20:1
  s1 await f1 6:5 "sleep(pause)" callee sleep
  s2 await f2 21:3 "SLEPT"`;

/** As above, with an async helper whose own await has this text and reason. */
function throughHelper(operand: string, waits_ms: readonly number[]): string {
  const turns = waits_ms.flatMap((ms) => [
    "+10us start f2 #2",
    "suspend s2 #2",
    "suspend s1 #1 returned",
    `+${ms}ms resume f2 #2`,
    "+2us finish f2 #2",
    "+1us resume f1 #1",
  ]);
  return recording(HELPER.replace('"SLEPT"', operand), ["0 start f1 #1", ...turns, "+10us finish f1 #1"]);
}

test("growing waits are found through a traced helper that does the sleeping", () => {
  const found = findingsOf(throughHelper('"setTimeout(ms)" reason timer', [50, 100, 200, 400]), "growing waits");
  expect(found.map(({ functions }) => functions.map(({ name }) => name))).toEqual([["fetchWithRetry", "sleep"]]);
});

test("growing waits are found though one of them went on late, and was not put down to the timer", () => {
  const text = retry([50, 100, 200, 400]).replace("+200ms note fire s2\n+2us resume", "+200ms note fire s2\n+300us resume");
  expect(analysisOf(text).waits.filter(({ cause }) => cause.kind === "source")).toHaveLength(1);
  expect(findingsOf(text, "retry with back-off")).toHaveLength(1);
});

test("answers that take longer and longer are no back-off of the one who asks", () => {
  expect(findingsOf(throughHelper('"socket.read()" reason socket', [50, 100, 200, 400]), "growing waits")).toEqual([]);
});

test("answers that one awaits itself, and that come later and later, are no pauses", () => {
  const waits = [50, 100, 200, 400].flatMap((ms) => ["+1us suspend s1 #1", `+${ms}ms resume f1 #1`]);
  const text = (reason: string): string =>
    recording(`  f1 async ask 1:1\n  s1 await f1 2:3 "answer"${reason}`, ["0 start f1 #1", ...waits, "+10us finish f1 #1"]);
  expect(findingsOf(text(" reason socket"), "growing waits")).toEqual([]);
  expect(findingsOf(text(""), "growing waits")).toHaveLength(1);
});

test("pauses that stay the same, or shrink, are no back-off", () => {
  expect(findingsOf(retry([100, 100, 100, 100]), "retry with back-off")).toEqual([]);
  expect(findingsOf(retry([400, 200, 100, 50]), "retry with back-off")).toEqual([]);
});
