/** The front door of the readers: a recording in, what it says out. */
export * from "./model.js";
export { NotARecording } from "./not-a-recording.js";
export { openTrace, type Trace } from "./open.js";
export type { EventBlock, Stream } from "./catalogue.js";
export type { BlockRef } from "./scan.js";
export { analyze, analyzeSteps, type AnalyzeOptions, type AnalyzeStep } from "./analyze.js";
export { logEvents, type LogOptions } from "./log.js";
export type { CallEvent, LogEvent, MarkEvent } from "./log-event.js";
export { TraceFollower } from "./follow.js";
export { monotonicToUnixUs } from "./wall-clock.js";
export { HISTOGRAM_ERROR } from "./histogram.js";
export { TURN_MIN_NS } from "./turns.js";
export { DIRECTLY_NS } from "./wait-cause.js";
export { GROWTH_WAIT_MIN_NS } from "./call-history.js";
export * from "./findings/index.js";
