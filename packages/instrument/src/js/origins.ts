/**
 * Where names come from: which are bound in the file, and which of those come from a module of Node.
 *
 * Not a scope analysis: a name counts as a module's only when every binding of it in the file is that module's, and as a global
 * only when the file does not bind it at all. Doubt means no answer.
 */
import { type Node, unwrap } from "./nodes.js";

export class Origins {
  readonly #bindings = new Map<string, number>();
  readonly #modules = new Map<string, { module: string; count: number }>();

  /** Every name that a pattern binds. */
  bind(pattern: Node | null): void {
    if (pattern !== null) eachName(pattern, (name) => this.#bindings.set(name, (this.#bindings.get(name) ?? 0) + 1));
  }

  /** These names, bound elsewhere too, come from `module`. */
  from(pattern: Node, module: string): void {
    eachName(pattern, (name) => {
      const known = this.#modules.get(name);
      if (known === undefined) this.#modules.set(name, { module, count: 1 });
      else if (known.module === module) known.count++;
    });
  }

  isGlobal(name: string): boolean {
    return !this.#bindings.has(name);
  }

  /** The module of Node (`fs/promises`, without `node:`) that the value of an expression comes from, as far as can be seen. */
  moduleOf(expression: Node): string | undefined {
    const node = unwrap(expression);
    switch (node.type) {
      case "Identifier": {
        const known = this.#modules.get(node.name);
        return known && known.count === this.#bindings.get(node.name) ? known.module : undefined;
      }
      case "MemberExpression":
        return this.moduleOf(node.object);
      case "AwaitExpression":
        return this.moduleOf(node.argument);
      case "ImportExpression":
        return builtin(node.source);
      case "NewExpression":
        return this.moduleOf(node.callee);
      case "CallExpression": {
        const first = node.arguments[0];
        const callee = unwrap(node.callee);
        if (callee.type === "Identifier" && callee.name === "require" && first) return builtin(first);
        if (callee.type === "Identifier" && callee.name === "fetch" && this.isGlobal("fetch")) return "fetch";
        if (first && lastName(callee) === "promisify") return this.moduleOf(first);
        return this.moduleOf(callee);
      }
      default:
        return undefined;
    }
  }
}

/** The last name of `a.b.c` or `c`. */
export const lastName = (node: Node): string | undefined => {
  const inner = unwrap(node);
  if (inner.type === "Identifier") return inner.name;
  if (inner.type !== "MemberExpression") return undefined;
  if (!inner.computed && inner.property.type === "Identifier") return inner.property.name;
  if (inner.property.type === "PrivateIdentifier") return `#${inner.property.name}`;
  return inner.property.type === "Literal" && typeof inner.property.value === "string" ? inner.property.value : undefined;
};

const builtin = (specifier: Node): string | undefined =>
  specifier.type === "Literal" && typeof specifier.value === "string" ? specifier.value.replace(/^node:/, "") : undefined;

/** Calls `use` with each name that a pattern binds. */
export const eachName = (pattern: Node, use: (name: string) => void): void => {
  switch (pattern.type) {
    case "Identifier":
      return use(pattern.name);
    case "AssignmentPattern":
      return eachName(pattern.left, use);
    case "RestElement":
      return eachName(pattern.argument, use);
    case "Property":
      return eachName(pattern.value, use);
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) eachName(element, use);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) eachName(property, use);
      return;
    case "TSParameterProperty":
      return eachName(pattern.parameter, use);
    default:
  }
};
