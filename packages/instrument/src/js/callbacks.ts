/** Function literals that a call keeps for later, and what will call them: a timer, an event, a promise, the end of some I/O. */
import type { FunctionEntry, WaitReason } from "@functrace/format";
import { callText, isRoute, stringArgument } from "./callees.js";
import type { CallbackDraft, SourceFile } from "./file.js";
import { type Call, type FunctionNode, isWrapper, unwrap } from "./nodes.js";
import { lastName, type Origins } from "./origins.js";
import { moduleReason } from "./reasons.js";
import { isTimerCall } from "./timers.js";

/** The call that the function being walked is given to. */
export const callTaking = (file: SourceFile, node: FunctionNode): Call | undefined => {
  if (node.type === "FunctionDeclaration") return undefined;
  let steps = 1;
  while (file.ancestor(steps) && isWrapper(file.ancestor(steps)!)) steps++;
  const parent = file.ancestor(steps);
  if (parent?.type !== "CallExpression" && parent?.type !== "NewExpression") return undefined;
  return parent.callee === file.ancestor(steps - 1) ? undefined : parent;
};

/** Enters what is known of the callbacks into the table, once all bindings are known. */
export const settleCallbacks = (file: SourceFile): void => {
  for (const draft of file.callbacks) {
    const reason = reasonOfCallback(draft, file.origins);
    if (reason === undefined) continue;
    const entry = file.functions[draft.entry]!;
    file.functions[draft.entry] = { ...entry, callback: { of: callText(draft.call), reason } } satisfies FunctionEntry;
  }
};

const LISTENERS = /^(?:on|once|addListener|prependListener|prependOnceListener|addEventListener)$/;
const REACTIONS = /^(?:then|catch|finally)$/;
/** Modules whose functions take a callback and call it later; the others' (`events.once` apart) do so at once, or never. */
const TAKES_CALLBACKS: ReadonlySet<string> = new Set([
  "fs",
  "dns",
  "net",
  "tls",
  "http",
  "https",
  "http2",
  "dgram",
  "child_process",
  "stream",
]);

const reasonOfCallback = ({ call, literal }: CallbackDraft, origins: Origins): WaitReason | undefined => {
  const callee = unwrap(call.callee);
  const name = lastName(callee) ?? "";
  if (isTimerCall(call, origins)) return call.arguments[0] && unwrap(call.arguments[0]) === literal ? "timer" : undefined;
  if (callee.type === "Identifier") {
    if (name === "queueMicrotask" && origins.isGlobal(name)) return "call";
  } else if (callee.type === "MemberExpression") {
    if (LISTENERS.test(name) && call.arguments.length > 1) return "event";
    if (REACTIONS.test(name)) return "call";
    if (name === "nextTick" && lastName(callee.object) === "process") return "call";
    if (isRoute(call) && stringArgument(call) !== undefined) return "event";
  }
  const module = origins.moduleOf(callee);
  return module !== undefined && TAKES_CALLBACKS.has(module) ? moduleReason(module) : undefined;
};
