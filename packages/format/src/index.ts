/** The language that functrace's runtimes and readers share. */
export * from "./brand.js";
export * from "./ids.js";
export * from "./events.js";
export * from "./limits.js";
export * from "./metadata.js";
export * from "./crc32.js";
export * from "./block.js";
export * from "./varint.js";
export * from "./events-codec.js";
export * from "./plain-block.js";
export * from "./text/error.js";
export * from "./text/parse.js";
export * from "./text/print.js";
