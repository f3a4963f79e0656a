/**
 * What a person would call a function: read off its own name and off the code around it.
 *
 *     function load() {}                   load
 *     class Router { get size() {} }       get Router.size      (constructor: new Router, private: Router.#m)
 *     const api = { close() {} }           api.close
 *     exports.run = () => …                run
 *     export default () => …               default (main.ts)
 *     app.get("/users", () => …)           app.get("/users") handler
 *     items.map(() => …)                   items.map callback in load
 *     new Promise(() => …)                 Promise executor in load
 *     (() => …)()                          IIFE in load
 */
import { type FunctionEntry, type FunctionKind, NAME_CHARACTERS_MAX } from "@functrace/format";
import { calleeText, callLabel } from "./callees.js";
import type { SourceFile } from "./file.js";
import { type FunctionNode, isFunction, isWrapper, type Method, type Node, type Property, unwrap } from "./nodes.js";
import { oneLine, shorten } from "./text.js";

export interface Described {
  readonly entry: FunctionEntry;
  /** What the functions within are said to be "in". */
  readonly name: string;
  readonly owner: string | undefined;
}

interface Name {
  readonly text: string;
  /** Says enough by itself; else it is made of the name of the function around. */
  readonly plain: boolean;
  /** The class or object that `this` stands for in there, by name. */
  readonly owner?: string | undefined;
}

/** The table entry of the function that is being walked. */
export const describe = (file: SourceFile, node: FunctionNode): Described => {
  const member = memberOf(file, node);
  const { text, plain, owner } = nameOf(file, node, member);
  const start = member ? textStart(file, member) : node.start;
  const name = shorten(text, NAME_CHARACTERS_MAX);
  const entry: FunctionEntry = {
    name,
    kind: kindOf(node, member),
    line: file.lines.lineOf(start),
    column: file.lines.columnOf(start),
    start,
    end: node.end,
  };
  const arrow = node.type === "ArrowFunctionExpression";
  return { entry, name: plain ? name : file.scope.name, owner: arrow ? file.scope.owner : owner };
};

const kindOf = (node: FunctionNode, member: Member | undefined): FunctionKind => {
  if (member?.kind === "constructor") return "constructor";
  if (member?.kind === "get") return "getter";
  if (member?.kind === "set") return "setter";
  if (node.generator) return node.async ? "async-generator" : "generator";
  return node.async ? "async" : "sync";
};

/** The method or accessor, of a class or an object literal, that the function is the body of. */
type Member = Method | Property;

const memberOf = (file: SourceFile, node: FunctionNode): Member | undefined => {
  const parent = file.ancestor(1);
  if (parent?.type === "MethodDefinition" && parent.value === node) return parent;
  if (parent?.type === "Property" && parent.value === node && (parent.method || parent.kind !== "init")) return parent;
  return undefined;
};

/** A method's text begins at its first modifier that `toString` shows: not at a decorator, `static` or an access modifier. */
const textStart = (file: SourceFile, member: Member): number => {
  const { key, computed } = member;
  // Between the last decorator and the key there are only modifiers, and a bracket before a computed key.
  const decorators = (member as { readonly decorators?: readonly Node[] }).decorators ?? [];
  const from = decorators.length > 0 ? decorators[decorators.length - 1]!.end : member.start;
  const before = file.source.slice(from, key.start);
  const match = /(?:\b(?:async|get|set)\b\s*)?(?:\*\s*)?$/.exec(computed ? before.replace(/\[\s*$/, "") : before);
  return match ? from + match.index : key.start;
};

const nameOf = (file: SourceFile, node: FunctionNode, member: Member | undefined): Name => {
  const depth = file.path.length - 1;
  if (member?.type === "MethodDefinition") {
    const owner = classNameAt(file, depth - 3);
    if (member.kind === "constructor") return { text: `new ${owner}`, plain: true, owner };
    return { text: accessor(member) + memberText(owner, keyText(file, member)), plain: true, owner };
  }
  const own = node.id?.name ?? givenName(file, depth);
  if (own !== undefined) {
    const dot = own.lastIndexOf(".");
    const owner = dot > 0 ? own.slice(0, dot) : /^[A-Z]/.test(own) ? own : undefined;
    return { text: (member ? accessor(member) : "") + own, plain: true, owner };
  }
  return contextName(file, depth);
};

const accessor = ({ kind }: Member): string => (kind === "get" || kind === "set" ? `${kind} ` : "");

const memberText = (owner: string | undefined, key: string): string => {
  if (owner === undefined) return key;
  return key.startsWith("[") ? owner + key : `${owner}.${key}`;
};

/** The name of the class at this depth of the path. */
export const classNameAt = (file: SourceFile, depth: number): string => {
  const node = file.path[depth];
  if (node?.type !== "ClassDeclaration" && node?.type !== "ClassExpression") return "(anonymous class)";
  return node.id?.name ?? givenName(file, depth) ?? "(anonymous class)";
};

/** The name that the code around gives to the value at this depth of the path. */
const givenName = (file: SourceFile, depth: number): string | undefined => {
  const node = file.path[depth]!;
  const parent = file.path[depth - 1];
  if (parent === undefined) return undefined;
  if (isWrapper(parent)) return givenName(file, depth - 1);
  switch (parent.type as string) {
    case "TSExportAssignment":
      return `default (${file.baseName})`;
    default:
  }
  switch (parent.type) {
    case "ConditionalExpression":
      return parent.test === node ? undefined : givenName(file, depth - 1);
    case "LogicalExpression":
      return parent.right === node ? givenName(file, depth - 1) : undefined;
    case "SequenceExpression":
      return parent.expressions[parent.expressions.length - 1] === node ? givenName(file, depth - 1) : undefined;
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : undefined;
    case "AssignmentExpression":
    case "AssignmentPattern":
      return parent.right === node ? targetText(file, parent.left) : undefined;
    case "Property": {
      if (parent.value !== node || file.path[depth - 2]?.type !== "ObjectExpression") return undefined;
      return memberText(objectName(file, depth - 2), keyText(file, parent));
    }
    case "PropertyDefinition":
    case "AccessorProperty":
      return parent.value === node ? memberText(classNameAt(file, depth - 3), keyText(file, parent)) : undefined;
    case "ExportDefaultDeclaration":
      return `default (${file.baseName})`;
    default:
      return undefined;
  }
};

const objectName = (file: SourceFile, depth: number): string | undefined => {
  const name = givenName(file, depth);
  return name === undefined || name.startsWith("default (") ? undefined : name;
};

/** `a.b.c` of what is assigned to, without `exports` and `prototype`, `this` by the name of its class. */
const targetText = (file: SourceFile, target: Node): string | undefined => {
  const names = targetNames(file, target);
  if (names === undefined) return undefined;
  if (names[0] === "module" && names[1] === "exports") names.shift();
  if (names[0] === "exports") names.shift();
  if (names.length === 0) return `default (${file.baseName})`;
  return names
    .filter((name) => name !== "prototype")
    .slice(-4)
    .reduce((owner, name) => memberText(owner, name));
};

const targetNames = (file: SourceFile, target: Node): string[] | undefined => {
  const node = unwrap(target);
  if (node.type === "Identifier") return [node.name];
  if (node.type === "ThisExpression") return file.scope.owner === undefined ? [] : [file.scope.owner];
  if (node.type !== "MemberExpression") return undefined;
  const names = targetNames(file, node.object) ?? [];
  return [...names, keyText(file, { key: node.property, computed: node.computed })];
};

const KEY_CHARACTERS_MAX = 40;

const keyText = (file: SourceFile, { key, computed }: { readonly key: Node; readonly computed: boolean }): string => {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  if (key.type === "Literal")
    return typeof key.value === "string" && /^[\w$-]+$/.test(key.value)
      ? key.value
      : `[${oneLine(file.source, key.start, key.end, KEY_CHARACTERS_MAX)}]`;
  if (key.type === "Identifier" && !computed) return key.name;
  return `[${oneLine(file.source, key.start, key.end, KEY_CHARACTERS_MAX)}]`;
};

/** A name made of the place: the call that takes the function, or the function around it. */
const contextName = (file: SourceFile, depth: number): Name => {
  const { name } = file.scope;
  let at = depth;
  while (at > 0 && isWrapper(file.path[at - 1]!)) at--;
  const node = file.path[at]!;
  const parent = file.path[at - 1];
  if (parent?.type === "CallExpression" || parent?.type === "NewExpression") {
    if (parent.callee === node) return { text: `IIFE in ${name}`, plain: false };
    const label = callLabel(parent);
    return label.plain ? { text: label.text, plain: true } : { text: `${label.text} in ${name}`, plain: false };
  }
  if (parent?.type === "MemberExpression" && /^(?:call|apply)$/.test(calleeText(parent.property) ?? ""))
    return { text: `IIFE in ${name}`, plain: false };
  if (parent?.type === "JSXExpressionContainer") {
    const [attribute, element] = [file.path[at - 2], file.path[at - 3]];
    if (attribute?.type === "JSXAttribute" && element?.type === "JSXOpeningElement") {
      const tag = file.source.slice(element.name.start, element.name.end);
      return { text: `<${tag} ${file.source.slice(attribute.name.start, attribute.name.end)}> in ${name}`, plain: false };
    }
  }
  const returned = parent?.type === "ReturnStatement" || (parent !== undefined && isFunction(parent) && parent.body === node);
  return { text: returned ? `(returned) by ${name}` : `(anonymous) in ${name}`, plain: false };
};
