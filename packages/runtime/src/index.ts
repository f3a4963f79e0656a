/**
 * Tracing by hand, beside what `functrace run` does by itself: for a part of a function, for code that is not instrumented, or
 * to mark a moment with some data.
 *
 *     import { mark, trace, traced } from "@functrace/runtime";
 *
 *     using _ = trace("parse header");          // until the end of the block
 *     const load = traced(async (id) => …);     // every call of a function
 *     class Store { @traced get(key) { … } }    // every call of a method
 *     mark("cache miss", { key });              // a moment
 *
 * In a program that is not being recorded all of these do nothing, at the cost of a call. None of them ever throws.
 */
export { mark } from "./api/mark.js";
export { trace, type Trace } from "./api/trace.js";
export { traced } from "./api/traced.js";
