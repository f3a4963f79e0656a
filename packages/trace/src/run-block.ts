/** One block of events → through its stream's machine; what cannot be read → losses. */
import { start, streamName, type EventBlock } from "./catalogue.js";
import type { Losses } from "./losses.js";
import type { Machine } from "./machine.js";
import type { ByteSource, Surroundings } from "./model.js";
import { readPayload } from "./payload.js";

/** Where blocks come from. */
export interface BlockSource {
  readonly source: ByteSource;
  readonly surroundings: Surroundings;
}

export function runBlock({ source, surroundings }: BlockSource, machine: Machine, block: EventBlock, losses: Losses): void {
  const { header, stream } = block;
  const payload = readPayload(source, surroundings, block);
  const where = `the block at byte ${start(block)} (${streamName(stream)})`;
  if (typeof payload === "string") {
    losses.add("damaged block", header.events, `${header.events} events of ${where}: ${payload}`);
    machine.gap();
    return;
  }
  const before = machine.events;
  const fault = machine.run(payload, header.firstTime);
  if (fault === undefined) return;
  const lost = Math.max(0, header.events - (machine.events - before));
  losses.add("damaged block", lost, `${lost} events of ${where}: its byte ${fault} begins no event`);
  machine.gap();
}
