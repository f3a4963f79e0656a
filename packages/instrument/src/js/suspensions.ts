/** Where a call is suspended and goes on: `await`, `yield`, and the `catch` and `finally` blocks that it can wake up in. */
import { RESUME, SUSPEND } from "@functrace/format";
import { functionWord, siteWord, type Part } from "../edits.js";
import { ended, notEnded } from "./functions.js";
import { bindCatch } from "./bindings.js";
import type { Scope, SourceFile } from "./file.js";
import { onlyIfWaiting } from "./modules.js";
import type { Await, Binary, Catch, Try, Yield } from "./nodes.js";
import { draftSite } from "./sites.js";

export const resumed = (scope: Scope): Part[] => ["__ft_resume(__ft_f,", functionWord(scope.entry, RESUME)];
export const caught = (scope: Scope): Part[] => ["__ft_caught(__ft_f,", functionWord(scope.entry, RESUME), ");"];
export const suspended = (site: number): Part[] => ["__ft_suspend(__ft_f,", siteWord(site, SUSPEND)];

export const visitAwait = (file: SourceFile, node: Await): void => {
  const { scope } = file;
  if (scope.mode !== "suspendable") return file.walkChildren(node);
  file.insert(node.start, ...resumed(scope), ",");
  visitOperand(file, node);
  file.insert(node.end, ")");
};

const visitOperand = (file: SourceFile, node: Await): void => {
  const site = draftSite(file, { kind: "await", node, operand: node.argument });
  file.insert(node.argument.start, ...suspended(site), ",");
  file.walk(node.argument);
  file.insert(node.argument.end, ")");
};

/**
 * In `a/await b` an insert before `await` would make a comment out of the division: there the whole division is what is
 * waited for.
 */
export const visitBinary = (file: SourceFile, node: Binary): void => {
  const { scope } = file;
  const { right } = node;
  if (scope.mode !== "suspendable" || right.type !== "AwaitExpression" || file.source[right.start - 1] !== "/")
    return file.walkChildren(node);
  file.insert(node.start, ...resumed(scope), ",");
  file.walk(node.left);
  file.path.push(right);
  visitOperand(file, right);
  file.path.pop();
  file.insert(node.end, ")");
};

/**
 * While a generator is suspended at a `yield` it counts as ended well: leaving a `for…of` early makes it return from there, and
 * that is not an error. (Neither is `generator.throw`, which cannot be told from it.)
 */
export const visitYield = (file: SourceFile, node: Yield): void => {
  const { scope } = file;
  if (scope.mode !== "suspendable") return file.walkChildren(node);
  const site = draftSite(file, { kind: "yield", node, operand: node.argument });
  const before: Part[] = scope.guarded ? [",", ...ended(scope, "none")] : [];
  const after: Part[] = scope.guarded ? [",", ...notEnded(scope)] : [];
  file.insert(node.start, ...resumed(scope), ",");
  if (node.argument) {
    file.insert(node.argument.start, ...suspended(site), ",");
    file.walk(node.argument);
    file.insert(node.argument.end, ...before, ")");
  } else file.insert(node.end, " ", ...suspended(site), ...(before.length > 0 ? [",void 0", ...before] : []), ")");
  file.insert(node.end, ...after, ")");
};

export const visitCatch = (file: SourceFile, node: Catch): void => {
  const { scope } = file;
  bindCatch(file, node);
  if (scope.mode === "suspendable") {
    const reset: Part[] = scope.generator && scope.guarded ? [...notEnded(scope), ";"] : [];
    onlyIfWaiting(file, file.insert(node.body.start + 1, ...caught(scope), ...reset));
  }
  file.walkChildren(node);
};

/**
 * A `finally` block runs after a `return` has said that the call ended well, and can still throw: within it the call counts as not
 * ended. The variable is the block's own, so that nested blocks may use one name.
 */
export const visitTry = (file: SourceFile, node: Try): void => {
  const { scope } = file;
  const { finalizer } = node;
  const suspendable = scope.mode === "suspendable";
  if (!finalizer || (!scope.guarded && !suspendable)) return file.walkChildren(node);
  file.walk(node.block);
  if (node.handler) file.walk(node.handler);
  const open: Part[] = scope.guarded ? ["let __ft_s=__ft_t;", ...notEnded(scope), ";"] : [];
  onlyIfWaiting(file, file.insert(finalizer.start + 1, ...(suspendable ? caught(scope) : []), ...open));
  file.walk(finalizer);
  if (scope.guarded) file.insert(finalizer.end - 1, ";__ft_t=__ft_s");
};
