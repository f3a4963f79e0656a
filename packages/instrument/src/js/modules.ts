/**
 * The module itself, a function of kind `module` with index 0: its top-level code runs once, when the file is loaded.
 *
 * It is never put in a `try` (its declarations are exported, or shared with a script's other code). An ES module with a
 * top-level `await` can be suspended; any other is entered at its first statement and left after its last.
 */
import { ENTER, EXIT, FINISH, START } from "@functrace/format";
import { functionWord, type Insert, type Part } from "../edits.js";
import type { Scope, SourceFile } from "./file.js";
import type { ClassNode, Node, Program } from "./nodes.js";

const MODULE = 0;

/** The scope of top-level code. Only an ES module's can wait; whether it does is known after the walk. */
export const moduleScope = (baseName: string, isModule: boolean): Scope => ({
  entry: MODULE,
  mode: isModule ? "suspendable" : "silent",
  generator: false,
  guarded: false,
  inFunction: false,
  name: baseName,
  owner: undefined,
  returnsValue: false,
  waits: false,
});

export const rewriteModule = (file: SourceFile, program: Program): void => {
  file.functions.push({ name: file.baseName, kind: "module", line: 1, column: 1, start: 0, end: file.source.length });
  const { scope } = file;
  const { body } = program;
  const count = body.findIndex(
    (statement) => statement.type !== "ExpressionStatement" || typeof statement.directive !== "string",
  );
  const directives = count < 0 ? body.length : count;
  file.strict =
    scope.mode === "suspendable" ||
    body.slice(0, directives).some((node) => "directive" in node && node.directive === "use strict");
  const first = body[0];
  if (!first) return;
  const begin = directives > 0 ? body[directives - 1]!.end : startOf(first);
  const open = file.insert(begin);
  file.path.push(program);
  file.walkAll(body);
  file.path.pop();
  const lead = directives > 0 ? ";" : "";
  open.parts = [
    lead,
    ...(scope.waits
      ? ["const __ft_f=__ft_start(", functionWord(MODULE, START), ");"]
      : ["__ft_enter(", functionWord(MODULE, ENTER), ");"]),
  ].filter((part) => part !== "");
  const end: Part[] = scope.waits
    ? [";__ft_finish(__ft_f,", functionWord(MODULE, FINISH), ",0);"]
    : [";__ft_exit(", functionWord(MODULE, EXIT), ");"];
  file.insert(body[body.length - 1]!.end, ...end);
  if (!scope.waits) for (const insert of file.onlyIfModuleWaits) insert.parts = [];
};

/** Where a statement begins, its decorators included. */
const startOf = (statement: Node): number => {
  const decorators = (node: Node): ClassNode["decorators"] =>
    node.type === "ClassDeclaration"
      ? node.decorators
      : (node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration") && node.declaration
        ? decorators(node.declaration)
        : undefined;
  return Math.min(statement.start, ...(decorators(statement) ?? []).map(({ start }) => start));
};

/** Remembers an insert into top-level code that names the module's frame, which exists only if the module waits somewhere. */
export const onlyIfWaiting = (file: SourceFile, insert: Insert): void => {
  if (!file.scope.inFunction) file.onlyIfModuleWaits.push(insert);
};
