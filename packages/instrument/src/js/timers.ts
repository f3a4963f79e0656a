/**
 * `setTimeout(poll, 100)`: a timer whose callback is not written in place, so that its name does not say where it was started.
 * The whole call is handed to the runtime with the site; of a literal the function's own entry says as much.
 */
import { siteNumber } from "../edits.js";
import type { SourceFile } from "./file.js";
import { type Call, isFunction, unwrap } from "./nodes.js";
import { lastName, type Origins } from "./origins.js";
import { siteEntry } from "./sites.js";

const TIMERS = /^(?:setTimeout|setInterval|setImmediate)$/;
const GLOBAL_OBJECTS = /^(?:globalThis|global|window|self)$/;

export const visitCall = (file: SourceFile, node: Call): void => {
  const first = node.arguments[0];
  const name = lastName(node.callee);
  // After a division sign, an insert would begin a comment.
  const candidate =
    name !== undefined &&
    TIMERS.test(name) &&
    first &&
    !isFunction(unwrap(first)) &&
    !node.optional &&
    file.source[node.start - 1] !== "/";
  if (!candidate) return file.walkChildren(node);
  const before = file.insert(node.start);
  file.walkChildren(node);
  file.timers.push({ scope: file.scope, call: node, before, after: file.insert(node.end) });
};

/** Whether the call is of Node's (or the browser's) own timer functions. */
export const isTimerCall = (call: Call, origins: Origins): boolean => {
  const callee = unwrap(call.callee);
  const name = lastName(callee);
  if (call.type !== "CallExpression" || name === undefined || !TIMERS.test(name)) return false;
  if (origins.moduleOf(callee) === "timers") return true;
  if (callee.type === "Identifier") return origins.isGlobal(name);
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return false;
  return GLOBAL_OBJECTS.test(callee.object.name) && origins.isGlobal(callee.object.name);
};

/** Writes the calls around those that turned out to be timers, once all bindings are known. */
export const settleTimers = (file: SourceFile): void => {
  for (const { scope, call, before, after } of file.timers) {
    if (!isTimerCall(call, file.origins)) continue;
    const site = file.sites.push(siteEntry(file, { kind: "timer", scope, node: call, operand: call })) - 1;
    before.parts = ["__ft_timer(", siteNumber(site), ","];
    after.parts = [")"];
  }
};
