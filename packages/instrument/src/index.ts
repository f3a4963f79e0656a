/** Writes trace calls into JavaScript and TypeScript source, without moving a line. */
export { instrument, type InstrumentOptions } from "./js/instrument.js";
export { type Instrumented, type Kept, type NotInstrumented, restore, REWRITE_VERSION } from "./instrumented.js";
export { type Edits } from "./edits.js";
export { isInstrumented, MARKER, originalColumn, originalText } from "./marker.js";
export { languageOf, type Language, type ModuleFormat } from "./js/parse.js";
export { stripTypes, type StripOptions, type Stripped } from "./strip-types.js";
export { type SourceMap } from "./source-map.js";
