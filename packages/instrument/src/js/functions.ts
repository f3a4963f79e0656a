/**
 * Functions: each gets an entry in the table, and its body a call of the runtime where it begins and where it ends.
 *
 * The guarded form stands in `try … finally`, and `__ft_t` says how the body ended. The unguarded form, for bodies that must not
 * be put in a block, says so at every `return` and at the end; an exit lost by a throw is repaired by readers.
 */
import { ENTER, EXIT, FINISH, START, THROW } from "@functrace/format";
import { functionWord, type Part } from "../edits.js";
import { callTaking } from "./callbacks.js";
import { type Scope, silent, type SourceFile } from "./file.js";
import { hazardsOf, superMustStay } from "./hazards.js";
import { describe } from "./names.js";
import type { Block, FunctionNode, Node, Return } from "./nodes.js";

/** What to write where a call of `scope` gets to a normal end: an expression. */
export const ended = ({ entry, mode, guarded }: Scope, value: "value" | "none"): readonly Part[] => {
  if (guarded) return mode === "sync" ? ["__ft_t=", functionWord(entry, EXIT)] : ["__ft_t=0"];
  if (mode === "sync") return ["__ft_exit(", functionWord(entry, EXIT), value === "value" ? ",__ft_v)" : ")"];
  return ["__ft_finish(__ft_f,", functionWord(entry, FINISH), ",0)"];
};

/** What to write to say that, until it gets to a normal end, a call of `scope` counts as one that threw. */
export const notEnded = ({ entry, mode }: Scope): Part[] =>
  mode === "sync" ? ["__ft_t=", functionWord(entry, THROW)] : ["__ft_t=1"];

const opening = (scope: Scope): Part[] => {
  const { entry, mode, guarded, returnsValue } = scope;
  const begin: Part[] =
    mode === "sync"
      ? ["__ft_enter(", functionWord(entry, ENTER), ");"]
      : ["const __ft_f=__ft_start(", functionWord(entry, START), ");"];
  const value = returnsValue ? "__ft_v" : "";
  if (!guarded) return value ? [...begin, `let ${value};`] : begin;
  return [...begin, "let ", ...notEnded(scope), value && `,${value}`, ";try{"];
};

const closing = ({ entry, mode, guarded, returnsValue }: Scope): Part[] => {
  if (!guarded) return [];
  return mode === "sync"
    ? ["}finally{__ft_exit(__ft_t", returnsValue ? ",__ft_v)}" : ")}"]
    : ["}finally{__ft_finish(__ft_f,", functionWord(entry, FINISH), ",__ft_t)}"];
};

const directivesOf = (body: Block): readonly Node[] => {
  const end = body.body.findIndex(
    (statement) => statement.type !== "ExpressionStatement" || typeof statement.directive !== "string",
  );
  return end < 0 ? body.body : body.body.slice(0, end);
};

const isUseStrict = (statement: Node): boolean =>
  statement.type === "ExpressionStatement" && statement.directive === "use strict";

export const visitFunction = (file: SourceFile, node: FunctionNode): void => {
  if (node.type === "FunctionDeclaration") file.origins.bind(node.id);
  if (!node.body || node.declare) return;
  for (const param of node.params) file.origins.bind(param);
  const { body } = node;
  const outerStrict = file.strict;
  const directives = body.type === "BlockStatement" ? directivesOf(body) : [];
  file.strict ||= directives.some(isUseStrict);
  const hazards = body.type === "BlockStatement" ? hazardsOf(node, body, file.strict, file.mayHaveWith) : undefined;
  const scope = hazards?.hasWith
    ? { ...silent(file.scope), inFunction: true }
    : enterFunction(file, node, !hazards?.blockChangesMeaning && !holdsSuper(file, node));
  file.within(silent(scope), () => file.walkAll(node.params));
  file.within(scope, () => {
    if (scope.mode === "silent") file.walk(body);
    else if (body.type === "BlockStatement") rewriteBody(file, body, directives);
    else rewriteExpression(file, body);
  });
  file.strict = outerStrict;
};

/** It is a constructor, in TypeScript, that is rewritten once more with `super()` where it is. */
const holdsSuper = (file: SourceFile, node: FunctionNode): boolean => {
  const method = file.ancestor(1);
  const owner = file.ancestor(3);
  const isConstructor =
    file.isTypeScript && method?.type === "MethodDefinition" && method.kind === "constructor" && method.value === node;
  return isConstructor && (owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression") && superMustStay(node, owner);
};

/** Adds the function to the table. */
const enterFunction = (file: SourceFile, node: FunctionNode, guarded: boolean): Scope => {
  const { entry, name, owner } = describe(file, node);
  const index = file.functions.push(entry) - 1;
  const call = callTaking(file, node);
  if (call) file.callbacks.push({ entry: index, call, literal: node });
  const mode = node.async || node.generator ? "suspendable" : "sync";
  return {
    entry: index,
    mode,
    generator: node.generator,
    guarded,
    inFunction: true,
    name,
    owner,
    returnsValue: false,
    waits: false,
  };
};

const rewriteBody = (file: SourceFile, body: Block, directives: readonly Node[]): void => {
  const { scope } = file;
  const lastDirective = directives[directives.length - 1];
  const open = file.insert(lastDirective ? lastDirective.end : body.start + 1);
  file.path.push(body);
  file.walkAll(body.body);
  file.path.pop();
  open.parts = [lastDirective ? ";" : "", ...opening(scope)].filter((part) => part !== "");
  const end: Part[] = leaves(body) ? [] : [";", ...ended(scope, "none")];
  file.insert(body.end - 1, ...end, ...closing(scope));
};

/** Its last statement is never passed, so that nothing needs to be said after it. */
const leaves = ({ body }: Block): boolean => {
  const last = body[body.length - 1];
  return last !== undefined && (last.type === "ReturnStatement" || last.type === "ThrowStatement");
};

/** `() => EXPR` becomes `() => { …return EXPR… }`. */
const rewriteExpression = (file: SourceFile, body: Node): void => {
  const { scope } = file;
  scope.returnsValue = true;
  file.insert(body.start, "{", ...opening(scope), "return ", ...valueBefore);
  file.walk(body);
  file.insert(body.end, ...valueAfter(scope), ...closing(scope), "}");
};

/** The comma keeps a function or class without a name from being named after our variable. */
const valueBefore: readonly Part[] = ["__ft_v=(0,"];
const valueAfter = (scope: Scope): readonly Part[] => ["),", ...ended(scope, "value"), ",__ft_v"];

export const visitReturn = (file: SourceFile, node: Return): void => {
  const { scope } = file;
  const { argument } = node;
  if (!scope.inFunction) {
    // At the top level of a CommonJS file: the module's own end.
    file.insert(node.start, "{__ft_exit(", functionWord(scope.entry, EXIT), ");");
    file.walkChildren(node);
    file.insert(node.end, "}");
    return;
  }
  if (scope.mode === "silent") return file.walkChildren(node);
  if (argument === null) {
    // Not `return void(…)`: an async generator would wait one turn for the value.
    file.insert(node.start, "{", ...ended(scope, "none"), ";");
    file.insert(node.end, "}");
    return;
  }
  scope.returnsValue = true;
  file.insert(argument.start, " ", ...valueBefore);
  file.walk(argument);
  file.insert(argument.end, ...valueAfter(scope));
};
