/** A mark's id → what the program said with it, read again from its block. */
import type { MarkInfo } from "@functrace/format";
import { markInfo, parseJson } from "./metadata.js";
import { readPayload } from "./payload.js";
import type { BlockSource } from "./run-block.js";
import { scanBlock } from "./scan.js";
import type { StreamIds } from "./symbols.js";

/** Undefined for a mark whose block is lost. */
export function markReader({ source, surroundings }: BlockSource, ids: StreamIds): (mark: number) => MarkInfo | undefined {
  return (mark) => {
    const at = ids.markBlocks.get(mark);
    const scanned = at === undefined ? undefined : scanBlock(source, at);
    if (scanned?.kind !== "block") return undefined;
    const payload = readPayload(source, surroundings, scanned.block);
    return typeof payload === "string" ? undefined : markInfo(parseJson(payload));
  };
}
