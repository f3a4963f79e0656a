/**
 * `for await`: the wait is between the turns, where there is no expression to put a call around.
 *
 *     L: for await (const x of ITERABLE) BODY
 *     {L: for await (const x of suspend(ITERABLE)) { resume(); BODY; suspend() } caught()}
 *
 * The loop is left after the last wait, so that is where the call goes on (`caught` does nothing when it had not been
 * suspended, as after a `break`). A `continue` of this loop skips the end of the body and says it itself.
 */
import type { SourceFile } from "./file.js";
import { isBoundary, isLoop } from "./loops.js";
import type { ForEach, Jump } from "./nodes.js";
import { draftSite } from "./sites.js";
import { caught, resumed, suspended } from "./suspensions.js";

export const visitForOf = (file: SourceFile, node: ForEach): void => {
  const { scope } = file;
  if (!node.await || scope.mode !== "suspendable") return file.walkChildren(node);
  const site = draftSite(file, { kind: "for await", node, operand: node.right });
  file.forAwaitSites.set(node, site);
  const { start, alone } = positionOf(file);
  if (!alone) file.insert(start, "{");
  file.walk(node.left);
  file.insert(node.right.start, ...suspended(site), ",");
  file.walk(node.right);
  file.insert(node.right.end, ")");
  const { body } = node;
  if (body.type === "BlockStatement") {
    file.insert(body.start + 1, ...resumed(scope), ");");
    file.walk(body);
    file.insert(body.end - 1, ";", ...suspended(site), ")");
  } else {
    file.insert(body.start, "{", ...resumed(scope), ");");
    file.walk(body);
    file.insert(body.end, ";", ...suspended(site), ")}");
  }
  file.insert(node.end, ...caught(scope), alone ? "" : "}");
};

/** Where the loop's labels begin, and whether another statement may follow there. */
const positionOf = (file: SourceFile): { readonly start: number; readonly alone: boolean } => {
  let steps = 0;
  while (file.ancestor(steps + 1)?.type === "LabeledStatement") steps++;
  const host = file.ancestor(steps + 1)?.type as string | undefined;
  return { start: file.ancestor(steps)!.start, alone: host !== undefined && LISTS.has(host) };
};

const LISTS: ReadonlySet<string> = new Set(["Program", "BlockStatement", "SwitchCase", "TSModuleBlock"]);

export const visitContinue = (file: SourceFile, node: Jump): void => {
  const site = file.scope.mode === "suspendable" ? targetSite(file, node) : undefined;
  if (site === undefined) return;
  file.insert(node.start, "{", ...suspended(site), ");");
  file.insert(node.end, "}");
};

/** The site of the loop that a `continue` goes on with, if that is a `for await`. */
const targetSite = (file: SourceFile, node: Jump): number | undefined => {
  for (let steps = 1; ; steps++) {
    const loop = file.ancestor(steps);
    if (loop === undefined || isBoundary(loop)) return undefined;
    if (isLoop(loop) && (node.label === null || isLabeled(file, steps, node.label.name))) return file.forAwaitSites.get(loop);
  }
};

const isLabeled = (file: SourceFile, steps: number, label: string): boolean => {
  for (let above = steps + 1; ; above++) {
    const node = file.ancestor(above);
    if (node?.type !== "LabeledStatement") return false;
    if (node.label.name === label) return true;
  }
};
