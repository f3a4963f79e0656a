/** JavaScript and TypeScript source → the same source with trace calls, and the table of its functions and sites. */
import { collectEdits } from "../edits.js";
import { type Instrumented, instrumented, type NotInstrumented, untouched } from "../instrumented.js";
import { isInstrumented, NAME_PREFIX } from "../marker.js";
import { settleCallbacks } from "./callbacks.js";
import { SourceFile } from "./file.js";
import { moduleScope, rewriteModule } from "./modules.js";
import { languageOf, type ModuleFormat, parse } from "./parse.js";
import { settleSites } from "./sites.js";
import { settleTimers } from "./timers.js";
import { VISITORS } from "./visitors.js";

export interface InstrumentOptions {
  /** Path or URL: its extension names the language, its last part the module. */
  readonly file: string;
  readonly format: ModuleFormat;
}

/** Never throws: what cannot be instrumented comes back as a reason, for the file to be run as it is. */
export const instrument = (source: string, { file: path, format }: InstrumentOptions): Instrumented | NotInstrumented => {
  if (isInstrumented(source)) return untouched("it is instrumented already");
  if (source.includes(NAME_PREFIX)) return untouched(`it uses names that begin with ${NAME_PREFIX}, which are functrace's own`);
  const language = languageOf(path);
  const parsed = parse(source, language, format);
  if (parsed.kind === "unparsed") return untouched(parsed.reason);
  const baseName = baseNameOf(path);
  const file = new SourceFile(
    source,
    baseName,
    language.startsWith("ts"),
    moduleScope(baseName, parsed.format === "module"),
    VISITORS,
  );
  try {
    rewriteModule(file, parsed.program);
  } catch (error) {
    // Nested too deeply for the stack, most likely.
    return untouched(error instanceof Error ? error.message : String(error));
  }
  settleSites(file);
  settleTimers(file);
  settleCallbacks(file);
  return instrumented(source, file.functions, file.sites, collectEdits(file.inserts), file.moreThanTypes);
};

/** `file:///app/main.ts?v=1` → `main.ts`. */
const baseNameOf = (path: string): string => {
  const name = /([^/\\]+?)(?:[?#].*)?$/.exec(path)?.[1] ?? path;
  try {
    return path.includes("://") ? decodeURIComponent(name) : name;
  } catch {
    return name;
  }
};
