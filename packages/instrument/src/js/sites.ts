/** Sites: the places where a call waits, with what the source says of each. */
import type { SiteEntry, SiteKind } from "@functrace/format";
import type { Scope, SiteDraft, SourceFile } from "./file.js";
import { independentSites } from "./independence.js";
import { isPause, loopTurns } from "./loop-turns.js";
import { isBoundary, isLoop } from "./loops.js";
import { type Node, unwrap } from "./nodes.js";
import { lastName } from "./origins.js";
import { reasonOf } from "./reasons.js";
import { oneLine } from "./text.js";

const TEXT_CHARACTERS_MAX = 80;

/** Notes the site being walked; its index. */
export const draftSite = (file: SourceFile, { kind, node, operand }: Pick<SiteDraft, "kind" | "node" | "operand">): number => {
  const { scope } = file;
  scope.waits = true;
  return file.drafts.push({ kind, node, operand, scope, loops: loopsAround(file), list: listAround(file) }) - 1;
};

const loopsAround = (file: SourceFile): Node[] => {
  const loops: Node[] = [];
  for (let steps = 1; ; steps++) {
    const node = file.ancestor(steps);
    if (node === undefined || isBoundary(node)) return loops.reverse();
    if (isLoop(node)) loops.push(node);
  }
};

const CONDITIONAL: ReadonlySet<string> = new Set([
  "ConditionalExpression",
  "LogicalExpression",
  "ChainExpression",
  "ClassDeclaration",
]);

/** The node whose statements include the one being walked, if nothing but straight expressions is between. */
const listAround = (file: SourceFile): Node | undefined => {
  for (let steps = 1; ; steps++) {
    const node = file.ancestor(steps);
    if (node === undefined || CONDITIONAL.has(node.type) || isBoundary(node)) return undefined;
    if (node.type !== "ExpressionStatement" && node.type !== "VariableDeclaration") continue;
    const list = file.ancestor(steps + 1);
    return list?.type === "BlockStatement" || list?.type === "Program" || list?.type === "SwitchCase" ? list : undefined;
  }
};

/** Makes the table's entries, in the order of the drafts, once all bindings are known. */
export const settleSites = (file: SourceFile): void => {
  const { drafts } = file;
  const entries = drafts.map((draft) => siteEntry(file, draft));
  const pauses = new Set(drafts.filter((draft, site) => isPause(draft, entries[site]!.reason === "timer")));
  const isPauseDraft = (draft: SiteDraft): boolean => pauses.has(draft);
  const independent = independentSites(drafts, isPauseDraft);
  const couldRunTogether = loopTurns(drafts, isPauseDraft);
  entries.forEach((entry, site) => {
    const independentOf = independent.get(site);
    file.sites.push({
      ...entry,
      ...(independentOf ? { independentOf } : {}),
      ...(couldRunTogether(drafts[site]!) ? { loop: true } : {}),
    });
  });
};

interface Site {
  readonly kind: SiteKind;
  readonly scope: Scope;
  readonly node: Node;
  readonly operand: Node | null;
}

export const siteEntry = (file: SourceFile, { kind, scope, node, operand }: Site): SiteEntry => {
  const call = operand && unwrap(operand);
  const callee = call?.type === "CallExpression" || call?.type === "NewExpression" ? lastName(call.callee) : undefined;
  const reason = operand && kind !== "timer" ? reasonOf(operand, file.origins) : undefined;
  return {
    kind,
    function: scope.entry,
    line: file.lines.lineOf(node.start),
    column: file.lines.columnOf(node.start),
    text: operand ? oneLine(file.source, operand.start, operand.end, TEXT_CHARACTERS_MAX) : "",
    ...(callee === undefined || isPromiseConstructor(call) ? {} : { callee }),
    ...(reason === undefined ? {} : { reason }),
  };
};

/** `new Promise(…)` says nothing of what will settle it. */
const isPromiseConstructor = (node: Node | null): boolean =>
  node?.type === "NewExpression" && lastName(node.callee) === "Promise";
