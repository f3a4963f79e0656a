/** Writes trace calls into JavaScript and TypeScript source, without moving a line. */
export { instrument, type InstrumentOptions } from "./js/instrument.js";
export { type Instrumented, type Kept, type NotInstrumented, restore, REWRITE_VERSION } from "./instrumented.js";
export { type Edits } from "./edits.js";
export { isInstrumented, MARKER, originalText } from "./marker.js";
export { languageOf, type Language, type ModuleFormat } from "./js/parse.js";
