/** The names that a piece of code reads, sets and may change: as much as can be said without knowing what it calls. */
import { eachChild } from "./keys.js";
import { type Call, type Node, unwrap } from "./nodes.js";
import { eachName, lastName } from "./origins.js";

/** `this` stands for itself among the names. */
export const THIS = "this";

/** Every name in the code, read or set, `this` included; names of properties are none. */
export const namesIn = (node: Node, into = new Set<string>()): Set<string> => {
  if (node.type === "Identifier") into.add(node.name);
  else if (node.type === "ThisExpression" || node.type === "Super") into.add(THIS);
  else if (node.type === "MemberExpression" && !node.computed) namesIn(node.object, into);
  else if (node.type === "Property" && !node.computed) namesIn(node.value, into);
  else eachChild(node, (child) => namesIn(child, into));
  return into;
};

/** The name at the root of `a.b[c]`. */
export const rootName = (node: Node): string | undefined => {
  const inner = unwrap(node);
  if (inner.type === "Identifier") return inner.name;
  if (inner.type === "ThisExpression" || inner.type === "Super") return THIS;
  if (inner.type === "MemberExpression") return rootName(inner.object);
  return inner.type === "CallExpression" ? rootName(inner.callee) : undefined;
};

/** The names that an assignment's left side sets, a changed object by its root. */
export const targetsOf = (left: Node, into: Set<string>): void => {
  const root = rootName(left);
  if (root === undefined) eachName(left, (name) => into.add(name));
  else into.add(root);
};

const MUTATORS = /^(?:add|append|clear|delete|fill|next|pop|push|reverse|set|shift|sort|splice|unshift|write)$/;

/** The names that code sets or changes in place. Functions in it count as if they ran. */
export const changedIn = (node: Node, into = new Set<string>()): Set<string> => {
  if (node.type === "AssignmentExpression") targetsOf(node.left, into);
  else if (node.type === "UpdateExpression") targetsOf(node.argument, into);
  else if (node.type === "CallExpression") mutated(node, into);
  eachChild(node, (child) => changedIn(child, into));
  return into;
};

const mutated = (call: Call, into: Set<string>): void => {
  const callee = unwrap(call.callee);
  const root = callee.type === "MemberExpression" && MUTATORS.test(lastName(callee) ?? "") ? rootName(callee.object) : undefined;
  if (root !== undefined) into.add(root);
};

export const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const name of a) if (b.has(name)) return true;
  return false;
};
