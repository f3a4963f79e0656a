/** The ids and units of a recording, each with its one door in. */
import type { Brand } from "./brand.js";

/** A function within one process: dense from 1, given out in the order in which its threads load files. */
export type FunctionId = Brand<number, "FunctionId">;
/** A place in the source where a call is suspended (an `await`, a `yield`) or a timer is created, within one process: dense from 1. */
export type SiteId = Brand<number, "SiteId">;
/** The number of a call that can be suspended, while it is open; given out again once the call has finished. */
export type FrameId = Brand<number, "FrameId">;
/** A task, numbered from 1 in the order in which the tasks of a recording start. */
export type TaskId = Brand<number, "TaskId">;
/** Nanoseconds. A duration, or a time on the machine's monotonic clock; whole, below 2^53 (104 days of up-time). */
export type Nanoseconds = Brand<number, "Nanoseconds">;
/** A position in a recording's file. */
export type ByteOffset = Brand<number, "ByteOffset">;

export const functionId = (value: number): FunctionId => value as FunctionId;
export const siteId = (value: number): SiteId => value as SiteId;
export const frameId = (value: number): FrameId => value as FrameId;
export const taskId = (value: number): TaskId => value as TaskId;
export const nanoseconds = (value: number): Nanoseconds => value as Nanoseconds;
export const byteOffset = (value: number): ByteOffset => value as ByteOffset;
