/** Why a call waits, as far as the module of Node that its operand comes from tells. */
import type { WaitReason } from "@functrace/format";
import { type Node, unwrap } from "./nodes.js";
import { lastName, type Origins } from "./origins.js";

const REASONS: Readonly<Record<string, WaitReason>> = {
  timers: "timer",
  "timers/promises": "timer",
  fs: "file",
  "fs/promises": "file",
  dns: "dns",
  "dns/promises": "dns",
  net: "socket",
  tls: "socket",
  http: "socket",
  https: "socket",
  http2: "socket",
  dgram: "socket",
  /** The global; `Origins` gives it this name. */
  fetch: "socket",
  child_process: "child process",
  worker_threads: "worker",
  events: "event",
  stream: "stream",
  "stream/promises": "stream",
};

/** The reason of waiting for this operand. */
export const reasonOf = (operand: Node, origins: Origins): WaitReason | undefined => {
  const node = unwrap(operand);
  if (node.type === "CallExpression" && isCombinator(node.callee)) {
    const all = node.arguments[0];
    return all?.type === "ArrayExpression" ? sharedReason(all.elements, origins) : undefined;
  }
  return moduleReason(origins.moduleOf(node));
};

export const moduleReason = (module: string | undefined): WaitReason | undefined =>
  module === undefined ? undefined : REASONS[module];

/** `Promise.all` and its like wait for what they are given. */
const isCombinator = (callee: Node): boolean =>
  callee.type === "MemberExpression" &&
  lastName(callee.object) === "Promise" &&
  /^(?:all|allSettled|any|race)$/.test(lastName(callee) ?? "");

const sharedReason = (elements: readonly (Node | null)[], origins: Origins): WaitReason | undefined => {
  const reasons = new Set(elements.map((element) => (element ? reasonOf(element, origins) : undefined)));
  return reasons.size === 1 ? [...reasons][0] : undefined;
};
