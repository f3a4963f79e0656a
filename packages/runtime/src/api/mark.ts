/** `mark(name, data)`: a moment of the program, with something to remember of it. */
import { NAME_CHARACTERS_MAX } from "@functrace/format";
import { recording } from "./host.js";

/** Characters of JSON that are kept of a mark's data. */
const DATA_CHARACTERS_MAX = 4_096;

/** Records the moment under `name`. `data` is kept as JSON, up to 4,096 characters of it; what JSON cannot say is left out. */
export function mark(name: string, data?: unknown): void {
  const open = recording();
  if (open === undefined) return;
  open.recorder.mark(open.registry.mark(String(name).slice(0, NAME_CHARACTERS_MAX), plain(data)));
}

function plain(data: unknown): unknown {
  try {
    const json = JSON.stringify(data);
    if (json === undefined) return undefined;
    return json.length <= DATA_CHARACTERS_MAX ? (JSON.parse(json) as unknown) : `${json.slice(0, DATA_CHARACTERS_MAX)}…`;
  } catch {
    return "(not JSON)";
  }
}
