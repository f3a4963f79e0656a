/** One source file while it is being rewritten: where the walk is, and what it has collected so far. */
import type { FunctionEntry, SiteEntry, SiteKind } from "@functrace/format";
import type { Insert, Part } from "../edits.js";
import { eachChild } from "./keys.js";
import { lineTable, type LineTable } from "./lines.js";
import type { Await, Call, ForEach, FunctionNode, Node, Yield } from "./nodes.js";
import { Origins } from "./origins.js";

/** The function (or module) whose code is being walked. */
export interface Scope {
  /** Index into the file's functions. */
  readonly entry: number;
  /**
   * `silent`: code that belongs to no call of its own (parameter defaults, class fields, static blocks, CommonJS modules, a
   * function left alone); nothing is written into it, only into the functions that it holds.
   */
  readonly mode: "sync" | "suspendable" | "silent";
  readonly generator: boolean;
  /** The body stands in a `try`, and the flag `__ft_t` says how it ended. */
  readonly guarded: boolean;
  /** False in a module's top-level code. */
  readonly inFunction: boolean;
  /** The name that functions in here are "in", when they have none of their own. */
  readonly name: string;
  /** What `this.x` is called in here. */
  readonly owner: string | undefined;
  /** A `return EXPR` has been seen: `__ft_v` must be declared. */
  returnsValue: boolean;
  /** Sites at which it waits have been seen. */
  waits: boolean;
}

/** A site before the end of the walk, when imports and bindings are all known. */
export interface SiteDraft {
  readonly kind: SiteKind;
  readonly scope: Scope;
  readonly node: Await | Yield | ForEach;
  readonly operand: Node | null;
  /** The loops around it in its own function, innermost last. */
  readonly loops: readonly Node[];
  /** What holds the list of statements in which it is always reached, when it is in one directly. */
  readonly list: Node | undefined;
}

/** A function literal that is an argument of a call. */
export interface CallbackDraft {
  readonly entry: number;
  readonly call: Call;
  readonly literal: FunctionNode;
}

/** A call that may be of a timer function with a callback that is not a literal, and the inserts around it, still empty. */
export interface TimerDraft {
  readonly scope: Scope;
  readonly call: Call;
  readonly before: Insert;
  readonly after: Insert;
}

export type Visitor = (file: SourceFile, node: never) => void;
export type Visitors = Readonly<Record<string, Visitor>>;

/** TypeScript that does something at run time: taking the types out is not enough to run it. */
const MORE_THAN_TYPES: ReadonlySet<string> = new Set([
  "Decorator",
  "TSEnumDeclaration",
  "TSExportAssignment",
  "TSImportEqualsDeclaration",
  "TSModuleDeclaration",
  "TSParameterProperty",
]);

export class SourceFile {
  readonly functions: FunctionEntry[] = [];
  readonly drafts: SiteDraft[] = [];
  readonly sites: SiteEntry[] = [];
  readonly inserts: Insert[] = [];
  readonly origins = new Origins();
  readonly lines: LineTable;
  /** Function literals given to calls: whether those keep them is known when the names' origins are. */
  readonly callbacks: CallbackDraft[] = [];
  readonly timers: TimerDraft[] = [];
  /** Inserts of top-level code that name the module's frame. */
  readonly onlyIfModuleWaits: Insert[] = [];
  readonly forAwaitSites = new Map<Node, number>();
  /** There may be a `with` statement somewhere. */
  readonly mayHaveWith: boolean;
  /** From the program to the node being walked. */
  readonly path: Node[] = [];
  scope: Scope;
  strict = false;
  /** One of MORE_THAN_TYPES has been seen. */
  moreThanTypes = false;
  readonly #visitors: Visitors;
  readonly #walk = (node: Node): void => this.walk(node);

  constructor(
    readonly source: string,
    /** Its last part, for names: `main.ts`. */
    readonly baseName: string,
    readonly isTypeScript: boolean,
    scope: Scope,
    visitors: Visitors,
  ) {
    this.scope = scope;
    this.lines = lineTable(source);
    this.mayHaveWith = /\bwith\b\s*\(/.test(source);
    this.#visitors = visitors;
  }

  walk(node: Node): void {
    if (this.isTypeScript && MORE_THAN_TYPES.has(node.type) && !(node as { declare?: boolean }).declare)
      this.moreThanTypes = true;
    const visit = this.#visitors[node.type] as ((file: SourceFile, node: Node) => void) | undefined;
    this.path.push(node);
    if (visit === undefined) eachChild(node, this.#walk);
    else visit(this, node);
    this.path.pop();
  }

  walkChildren(node: Node): void {
    eachChild(node, this.#walk);
  }

  walkAll(nodes: readonly Node[] | undefined): void {
    if (nodes) for (const node of nodes) this.walk(node);
  }

  /** Walks with another scope in place. */
  within(scope: Scope, walk: () => void): void {
    const outer = this.scope;
    this.scope = scope;
    walk();
    this.scope = outer;
  }

  insert(at: number, ...parts: readonly Part[]): Insert {
    const insert = { at, parts };
    this.inserts.push(insert);
    return insert;
  }

  /** The ancestor `steps` above the node being walked; 1 is its parent. */
  ancestor(steps: number): Node | undefined {
    return this.path[this.path.length - 1 - steps];
  }
}

/** The scope of code inside another's entry into which nothing is written. */
export const silent = (scope: Scope): Scope => ({ ...scope, mode: "silent", guarded: false, generator: false });
