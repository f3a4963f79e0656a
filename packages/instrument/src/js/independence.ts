/**
 * Awaits that wait one after the other though neither needs the other: `const a = await x(); const b = await y()`.
 *
 * Told from the source alone, so in doubt it says nothing. Two awaits of calls in one list of statements are independent when the
 * later operand uses no name that the earlier result reached, through all statements between them, none of which branches.
 * A result that is thrown away means that the order is meant; that is only doubted where the same function is called twice.
 */
import type { SiteDraft } from "./file.js";
import { isSleep } from "./loop-turns.js";
import { type Call, type Node, unwrap } from "./nodes.js";
import { eachName, lastName } from "./origins.js";
import { changedIn, meet, namesIn, rootName, targetsOf } from "./references.js";

/** One step of straight-line code: a declarator of a declaration, or another statement. */
interface Step {
  readonly node: Node;
  readonly branches: boolean;
  /** Names that it declares or sets. */
  readonly sets: ReadonlySet<string>;
}

interface Waiting {
  readonly site: number;
  readonly step: number;
  readonly call: Call;
}

/** Earlier awaits that are looked at for each; beyond it, none is reported. */
const EARLIER_MAX = 32;

/** The earlier sites that each site is independent of; sites without any are left out. `draft.list` holds the statements around it. */
export const independentSites = (
  drafts: readonly SiteDraft[],
  sleeps: (draft: SiteDraft) => boolean,
): ReadonlyMap<number, readonly number[]> => {
  const byList = new Map<Node, number[]>();
  drafts.forEach((draft, site) => {
    if (draft.kind !== "await" || draft.list === undefined || callOf(draft) === undefined || sleeps(draft)) return;
    const sites = byList.get(draft.list);
    if (sites) sites.push(site);
    else byList.set(draft.list, [site]);
  });
  const found = new Map<number, readonly number[]>();
  for (const [list, sites] of byList) {
    if (sites.length < 2) continue;
    const steps = stepsOf(list);
    const waits = sites.flatMap((site): Waiting[] => {
      const step = steps.findIndex(({ node }) => node.start <= drafts[site]!.node.start && drafts[site]!.node.end <= node.end);
      return step < 0 || steps[step]!.branches ? [] : [{ site, step, call: callOf(drafts[site]!)! }];
    });
    waits.forEach((later, index) => {
      const earlier = waits
        .slice(Math.max(0, index - EARLIER_MAX), index)
        .filter((candidate) => areIndependent(steps, candidate, later));
      if (earlier.length > 0)
        found.set(
          later.site,
          earlier.map(({ site }) => site),
        );
    });
  }
  return found;
};

const callOf = ({ operand }: SiteDraft): Call | undefined => {
  const node = operand && unwrap(operand);
  return node?.type === "CallExpression" ? node : undefined;
};

const stepsOf = (list: Node): Step[] => {
  const statements =
    list.type === "SwitchCase"
      ? list.consequent
      : "body" in list && Array.isArray(list.body)
        ? (list.body as readonly Node[])
        : [];
  return statements.flatMap((statement): Step[] => {
    switch (statement.type) {
      case "VariableDeclaration":
        return statement.declarations.map((node) => {
          const sets = new Set<string>();
          eachName(node.id, (name) => sets.add(name));
          return { node, branches: false, sets };
        });
      case "ExpressionStatement": {
        const sets = new Set<string>();
        const expression = unwrap(statement.expression);
        if (expression.type === "AssignmentExpression") targetsOf(expression.left, sets);
        return [{ node: statement, branches: false, sets }];
      }
      case "FunctionDeclaration":
      case "ClassDeclaration":
      case "EmptyStatement":
        return [{ node: statement, branches: false, sets: new Set() }];
      default:
        return [{ node: statement, branches: true, sets: new Set() }];
    }
  });
};

const areIndependent = (steps: readonly Step[], earlier: Waiting, later: Waiting): boolean => {
  if (earlier.step === later.step || !orderIsChance(steps, earlier, later)) return false;
  const reached = new Set(steps[earlier.step]!.sets);
  for (const name of changedIn(steps[earlier.step]!.node)) reached.add(name);
  for (const step of steps.slice(earlier.step + 1, later.step)) {
    if (step.branches || isBarrier(step)) return false;
    if (!meet(namesIn(step.node), reached)) continue;
    for (const name of step.sets) reached.add(name);
    for (const name of changedIn(step.node)) reached.add(name);
    for (const name of argumentNames(step.node)) reached.add(name);
  }
  return !meet(namesIn(later.call), reached);
};

/** Waits for something whose result it does not want: what comes after is meant to. */
const isBarrier = ({ node, sets }: Step): boolean =>
  sets.size === 0 && node.type === "ExpressionStatement" && unwrap(node.expression).type === "AwaitExpression";

/** What is handed to a bare call, as `fill(list, a)` does, may come back changed. */
const argumentNames = (node: Node): ReadonlySet<string> => {
  const names = new Set<string>();
  const expression = node.type === "ExpressionStatement" ? unwrap(node.expression) : undefined;
  if (expression?.type !== "CallExpression") return names;
  for (const argument of expression.arguments) namesIn(argument, names);
  const root = unwrap(expression.callee).type === "MemberExpression" ? rootName(expression.callee) : undefined;
  if (root !== undefined) names.add(root);
  return names;
};

const orderIsChance = (steps: readonly Step[], earlier: Waiting, later: Waiting): boolean => {
  const keeps = ({ step }: Waiting): boolean => steps[step]!.sets.size > 0;
  if (keeps(earlier) && keeps(later)) return true;
  const name = lastName(earlier.call.callee);
  if (name === undefined || name !== lastName(later.call.callee) || isSleep(name)) return false;
  return keeps(earlier) || receiver(earlier.call) === undefined || receiver(earlier.call) !== receiver(later.call);
};

/** The object whose method is called, by its root. */
const receiver = ({ callee }: Call): string | undefined => {
  const node = unwrap(callee);
  return node.type === "MemberExpression" ? rootName(node.object) : undefined;
};
