/** Opens a recording: one pass over its block headers, in which the blocks that describe it are decoded and those of events are listed. */
import { HEADER_BYTES, type RecordingInfo, type SkippedInfo } from "@functrace/format";
import { Catalogue, streamName, type EventBlock, type Stream } from "./catalogue.js";
import type { ByteSource, FunctionRow, Loss, SiteRow, Surroundings } from "./model.js";
import { NotARecording } from "./not-a-recording.js";
import { readPayload } from "./payload.js";
import { findBlock, scanBlock, type BlockRef } from "./scan.js";

/** A recording that is open: what it says about itself, and where its events are. Memory grows with blocks and functions. */
export interface Trace {
  readonly source: ByteSource;
  readonly surroundings: Surroundings;
  readonly recording: RecordingInfo | undefined;
  readonly streams: readonly Stream[];
  /** Blocks of events, in the order of the file. */
  readonly blocks: readonly EventBlock[];
  /** Row 0 stands for functions that the recording does not describe. */
  readonly functions: readonly FunctionRow[];
  /** Row 0 stands for sites that the recording does not describe. */
  readonly sites: readonly SiteRow[];
  readonly skipped: readonly SkippedInfo[];
  /** What is lost as far as headers and descriptions tell; `analyze` adds what it finds within the events. */
  readonly losses: readonly Loss[];
  readonly bytes: number;
}

/**
 * Opens the recording that `source` holds. Reads headers and descriptions, not events. Throws NotARecording when there is no block
 * to be read at all; whatever else is wrong is said in `losses`.
 */
export function openTrace(source: ByteSource, surroundings: Surroundings): Trace {
  if (source.size === 0) throw new NotARecording("empty", 0);
  const catalogue = new Catalogue(source, surroundings);
  const blocks: EventBlock[] = [];
  let before: BlockRef | undefined;
  let found = false;
  let newer = false;
  let at = 0;
  for (let scanned = scanBlock(source, at); scanned.kind !== "end"; scanned = scanBlock(source, at)) {
    if (scanned.kind === "block") {
      found = true;
      before = scanned.block;
      at = scanned.next;
      const events = catalogue.add(scanned.block);
      if (events !== undefined) blocks.push(events);
      continue;
    }
    // Where bytes are missing from the payload before, the blocks that follow have moved into it: search from its start.
    const moved = before !== undefined && typeof readPayload(source, surroundings, before) === "string";
    const next = findBlock(source, moved ? before!.payloadAt : scanned.kind === "incomplete" ? at + HEADER_BYTES : at + 1);
    if (scanned.kind === "incomplete" && next >= source.size) {
      catalogue.losses.add("cut off", 1, `the recording ends within the block at byte ${at} (it has ${source.size} bytes)`);
    } else {
      newer ||= scanned.kind === "damaged" && scanned.newer;
      const from = moved ? before!.payloadAt : at;
      catalogue.losses.add("damaged block", 1, `bytes ${from} to ${next} are not a block that can be read`);
    }
    // Once for each block, so that the search goes forward.
    before = undefined;
    at = next;
  }
  if (!found) throw new NotARecording(newer ? "newer version" : "no block", source.size);
  for (const stream of catalogue.streams) {
    if (stream.ended === undefined) {
      catalogue.losses.add(
        "unfinished stream",
        1,
        `${streamName(stream)} ended without saying so: it was killed, or is still running`,
      );
    }
  }
  return {
    source,
    surroundings,
    recording: catalogue.recording,
    streams: catalogue.streams,
    blocks,
    functions: catalogue.symbols.functions,
    sites: catalogue.symbols.sites,
    skipped: catalogue.skipped,
    losses: catalogue.losses.toArray(),
    bytes: source.size,
  };
}
