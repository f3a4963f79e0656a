/**
 * Awaits in a loop whose turns could run together: `for (const id of ids) rows.push(await load(id))`.
 *
 * The operand must not use what another turn has set, and nothing in the loop may end it early, because the awaited result may
 * be why. Loops without a head variable (`while`) go on for reasons of their own, and a pause in a loop is there to keep turns apart.
 */
import type { SiteDraft } from "./file.js";
import { isBoundary } from "./loops.js";
import { eachChild } from "./keys.js";
import { type Node, unwrap } from "./nodes.js";
import { eachName, lastName } from "./origins.js";
import { changedIn, meet, namesIn } from "./references.js";

const SLEEP = /^(?:sleep|delay|wait|pause|setTimeout|tick|nextTick)$/i;

export const isSleep = (name: string): boolean => SLEEP.test(name);

interface LoopFacts {
  /** Its turns may be ended early, or it is of a sort that has no independent turns. */
  readonly inOrder: boolean;
  /** Names that carry something from one turn to the next. */
  readonly carried: ReadonlySet<string>;
}

/** Tells for a site whether the turns of its innermost loop could run together. */
export const loopTurns = (
  drafts: readonly SiteDraft[],
  sleeps: (draft: SiteDraft) => boolean,
): ((draft: SiteDraft) => boolean) => {
  const paused = new Set(drafts.filter(sleeps).map(({ loops }) => loops[loops.length - 1]));
  const known = new Map<Node, LoopFacts>();
  return ({ kind, loops, operand }) => {
    const loop = loops[loops.length - 1];
    const call = operand && unwrap(operand);
    if (kind !== "await" || loop === undefined || call?.type !== "CallExpression" || paused.has(loop)) return false;
    const facts = known.get(loop) ?? factsOf(loop);
    known.set(loop, facts);
    return !facts.inOrder && !meet(namesIn(call), facts.carried);
  };
};

const IN_ORDER: LoopFacts = { inOrder: true, carried: new Set() };

const factsOf = (loop: Node): LoopFacts => {
  const head = headNames(loop);
  const body =
    loop.type === "ForStatement" || loop.type === "ForOfStatement" || loop.type === "ForInStatement" ? loop.body : undefined;
  if (head === undefined || body === undefined || endsEarly(body)) return IN_ORDER;
  const declared = declarationsIn(body);
  const carried = changedIn(body);
  for (const name of head) carried.delete(name);
  for (const { names } of declared) for (const name of names) carried.delete(name);
  // What a turn declares is its own, unless it is made of what is carried; each pass sees one step further.
  for (let pass = 0; pass < 3; pass++) {
    for (const { names, uses } of declared) if (meet(uses, carried)) for (const name of names) carried.add(name);
  }
  return { inOrder: false, carried };
};

/** The variables of the loop's head; nothing for a loop that has none, and for `for await`, whose turns come in order. */
const headNames = (loop: Node): Set<string> | undefined => {
  const head =
    loop.type === "ForStatement"
      ? loop.test
        ? loop.init
        : null
      : loop.type === "ForInStatement" || (loop.type === "ForOfStatement" && !loop.await)
        ? loop.left
        : null;
  if (head?.type !== "VariableDeclaration") return undefined;
  const names = new Set<string>();
  for (const { id } of head.declarations) eachName(id, (name) => names.add(name));
  return names;
};

const endsEarly = (node: Node): boolean => {
  if (node.type === "BreakStatement" || node.type === "ReturnStatement") return true;
  if (isBoundary(node)) return false;
  let found = false;
  eachChild(node, (child) => (found ||= endsEarly(child)));
  return found;
};

interface Declared {
  readonly names: readonly string[];
  readonly uses: ReadonlySet<string>;
}

const declarationsIn = (node: Node, into: Declared[] = []): Declared[] => {
  if (isBoundary(node)) return into;
  if (node.type === "VariableDeclarator") {
    const names: string[] = [];
    eachName(node.id, (name) => names.push(name));
    into.push({ names, uses: node.init ? namesIn(node.init) : new Set() });
  }
  eachChild(node, (child) => declarationsIn(child, into));
  return into;
};

/** Waits for nothing but time to pass. */
export const isPause = ({ operand }: SiteDraft, isTimer: boolean): boolean => {
  const call = operand && unwrap(operand);
  return isTimer || (call?.type === "CallExpression" && isSleep(lastName(call.callee) ?? ""));
};
