/** What the preload leaves in a traced thread for the module hooks and for the public API, which may be other copies of this package. */
import type { Recorder } from "./recorder.js";
import type { Registry } from "./registry.js";

export const HOST_KEY: unique symbol = Symbol.for("functrace.host") as never;

export interface Host {
  readonly registry: Registry;
  /** Undefined in Node's thread for module hooks. */
  readonly recorder: Recorder | undefined;
  /** The folder of this package, whose code is not the program's. */
  readonly folder: string;
  /** Returns once the writer thread is at work: from then on not even a signal loses what is recorded. */
  ready(): void;
}
