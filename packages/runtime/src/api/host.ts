/** The recorder of this thread, if the program is being recorded. */
import { HOST_KEY, type Host } from "../host.js";
import type { Recorder } from "../recorder.js";

export interface Recording {
  readonly recorder: Recorder;
  readonly registry: Host["registry"];
}

export function recording(): Recording | undefined {
  const host = (globalThis as { [HOST_KEY]?: Host })[HOST_KEY];
  return host?.recorder === undefined ? undefined : { recorder: host.recorder, registry: host.registry };
}
