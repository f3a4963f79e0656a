/**
 * How often the code of each function of a recording was entered, read from its events as they are, without the analysis: calls, and
 * each time that a suspended one went on. That is what V8 counts.
 */
import { readFileSync } from "node:fs";
import {
  CODE_MASK,
  decodeEvents,
  decodeHeader,
  ENTER,
  FINISH,
  HEADER_BYTES,
  RESUME,
  START,
  SUSPEND,
  type FunctionEntry,
  type FunctionsInfo,
} from "@functrace/format";
import { nodeSurroundings } from "../../packages/cli/dist/recording/surroundings.js";

export interface Entered extends FunctionEntry {
  readonly file: string;
  /** Calls that began. */
  readonly calls: number;
  /** Times that a suspended call went on. */
  readonly resumptions: number;
}

interface Counts {
  calls: number;
  resumptions: number;
}

/** All functions of a sound recording of one process with one thread, called or not. */
export function entriesOf(recording: string): Entered[] {
  const bytes = readFileSync(recording);
  const counts = new Map<number, Counts>();
  const frames = new Map<number, { readonly function: number; suspended: boolean }>();
  const tables: FunctionsInfo[] = [];
  const countsOf = (id: number): Counts => {
    let found = counts.get(id);
    if (found === undefined) counts.set(id, (found = { calls: 0, resumptions: 0 }));
    return found;
  };
  const goOn = (frame: number): void => {
    const open = frames.get(frame);
    if (open?.suspended !== true) return;
    open.suspended = false;
    countsOf(open.function).resumptions++;
  };
  for (let at = 0; at < bytes.length;) {
    const header = decodeHeader(bytes.subarray(at));
    if (typeof header === "string") throw new Error(`${recording}: ${header} at byte ${at}`);
    const stored = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + header.storedBytes);
    const payload = header.codec === "none" ? stored : nodeSurroundings.inflate(header.codec, stored, header.rawBytes);
    at += HEADER_BYTES + header.storedBytes;
    if (header.kind === "functions") tables.push(JSON.parse(new TextDecoder().decode(payload)) as FunctionsInfo);
    if (header.kind !== "events") continue;
    for (const { word, extra } of decodeEvents(payload, header.firstTime)) {
      const id = word >>> 3;
      switch (word & CODE_MASK) {
        case ENTER:
          countsOf(id).calls++;
          break;
        case START:
          countsOf(id).calls++;
          frames.set(extra, { function: id, suspended: false });
          break;
        case SUSPEND:
          frames.get(extra >>> 1)!.suspended = true;
          break;
        case RESUME:
          goOn(extra);
          break;
        case FINISH:
          goOn(extra >>> 1);
          frames.delete(extra >>> 1);
          break;
      }
    }
  }
  return tables.flatMap(({ file, functionBase, functions }) =>
    functions.map((entry, index) => ({ ...entry, file, ...countsOf(functionBase + index) })),
  );
}
