/**
 * What in a function's body forbids to put it in a `try` block, or to touch it at all.
 *
 * In the block, the function declarations at the top of the body become lexical bindings of the block. That is the same to the
 * program unless something shares their names: then the original is a `var`-like binding that all of these assign, and the
 * block would be an error or another program.
 */
import { eachChild } from "./keys.js";
import { type Block, type ClassNode, type FunctionNode, isFunction, type Node } from "./nodes.js";
import { eachName } from "./origins.js";

export interface Hazards {
  /** The body must not be put in a block. */
  readonly blockChangesMeaning: boolean;
  /** It has a `with`, whose object could answer for the names that we write. */
  readonly hasWith: boolean;
}

const NONE: Hazards = { blockChangesMeaning: false, hasWith: false };

export const hazardsOf = (node: FunctionNode, body: Block, strict: boolean, mayHaveWith: boolean): Hazards => {
  const declared = topLevelFunctions(body);
  if (declared.length === 0 && (strict || !mayHaveWith)) return NONE;
  const own = new OwnCode(strict);
  for (const statement of body.body) own.read(statement, true);
  const names = new Set(declared);
  const clash =
    names.size < declared.length ||
    names.has("arguments") ||
    [...own.varNames].some((name) => names.has(name)) ||
    paramNames(node).some((name) => names.has(name)) ||
    (declared.length > 0 && !strict && own.hasEval);
  return { blockChangesMeaning: clash, hasWith: own.hasWith };
};

/**
 * Compilers of TypeScript put the assignments of fields behind `super()`, and some of them look for it only at the top of the
 * constructor's body: there it must stay.
 */
export const superMustStay = (node: FunctionNode, owner: ClassNode): boolean =>
  owner.superClass !== null &&
  (node.params.some(({ type }) => type === "TSParameterProperty") ||
    owner.body.body.some(
      (member) => (member.type === "PropertyDefinition" || member.type === "AccessorProperty") && member.value !== null,
    ));

const topLevelFunctions = (body: Block): string[] => {
  const names: string[] = [];
  for (const statement of body.body) {
    let inner: Node = statement;
    while (inner.type === "LabeledStatement") inner = inner.body;
    if (inner.type === "FunctionDeclaration" && inner.id) names.push(inner.id.name);
  }
  return names;
};

const paramNames = (node: FunctionNode): string[] => {
  const names: string[] = [];
  for (const param of node.params) eachName(param, (name) => names.push(name));
  return names;
};

/** A function's code without that of the functions and classes in it. */
class OwnCode {
  readonly varNames = new Set<string>();
  hasEval = false;
  hasWith = false;
  readonly #strict: boolean;
  readonly #readNested = (node: Node): void => this.read(node, false);

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  read(node: Node, topLevel: boolean): void {
    if (isFunction(node)) {
      // In sloppy code the name of a function in a nested block is a `var` of the function as well (ECMA-262, annex B.3.2).
      if (!topLevel && !this.#strict && node.type === "FunctionDeclaration" && node.id) this.varNames.add(node.id.name);
      return;
    }
    switch (node.type) {
      case "ClassDeclaration":
      case "ClassExpression":
        return;
      case "LabeledStatement":
        return this.read(node.body, topLevel);
      case "VariableDeclaration":
        if (node.kind === "var") for (const { id } of node.declarations) eachName(id, (name) => this.varNames.add(name));
        break;
      case "WithStatement":
        this.hasWith = true;
        break;
      case "CallExpression":
        if (node.callee.type === "Identifier" && node.callee.name === "eval") this.hasEval = true;
        break;
      default:
    }
    eachChild(node, this.#readNested);
  }
}
