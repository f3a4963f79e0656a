/**
 * The syntax tree as far as this package looks at it: ESTree as acorn and oxc-parser both give it, with parentheses kept.
 *
 * `Node` lists the types that are looked at by name; others exist at run time and are only walked through (see keys.ts).
 */

interface At {
  readonly start: number;
  readonly end: number;
}

export interface Identifier extends At {
  readonly type: "Identifier";
  readonly name: string;
}
export interface Literal extends At {
  readonly type: "Literal";
  readonly value: unknown;
}
export interface FunctionNode extends At {
  readonly type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression";
  readonly id: Identifier | null;
  readonly params: readonly Node[];
  readonly body: Node | null;
  readonly async: boolean;
  readonly generator: boolean;
  readonly declare?: boolean;
}
export interface Block extends At {
  readonly type: "BlockStatement";
  readonly body: readonly Node[];
}
export interface Program extends At {
  readonly type: "Program";
  readonly body: readonly Node[];
}
export interface StaticBlock extends At {
  readonly type: "StaticBlock";
  readonly body: readonly Node[];
}
export interface ExpressionStatement extends At {
  readonly type: "ExpressionStatement";
  readonly expression: Node;
  readonly directive?: string | null;
}
export interface VariableDeclaration extends At {
  readonly type: "VariableDeclaration";
  readonly kind: "var" | "let" | "const" | "using" | "await using";
  readonly declarations: readonly VariableDeclarator[];
  readonly declare?: boolean;
}
export interface VariableDeclarator extends At {
  readonly type: "VariableDeclarator";
  readonly id: Node;
  readonly init: Node | null;
}
export interface Return extends At {
  readonly type: "ReturnStatement";
  readonly argument: Node | null;
}
export interface Jump extends At {
  readonly type: "ContinueStatement" | "BreakStatement";
  readonly label: Identifier | null;
}
export interface Labeled extends At {
  readonly type: "LabeledStatement";
  readonly label: Identifier;
  readonly body: Node;
}
export interface If extends At {
  readonly type: "IfStatement";
}
export interface Switch extends At {
  readonly type: "SwitchStatement";
}
export interface SwitchCase extends At {
  readonly type: "SwitchCase";
  readonly test: Node | null;
  readonly consequent: readonly Node[];
}
export interface ForEach extends At {
  readonly type: "ForOfStatement" | "ForInStatement";
  readonly left: Node;
  readonly right: Node;
  readonly body: Node;
  /** `for await`. */
  readonly await?: boolean;
}
export interface For extends At {
  readonly type: "ForStatement";
  readonly init: Node | null;
  readonly test: Node | null;
  readonly update: Node | null;
  readonly body: Node;
}
export interface While extends At {
  readonly type: "WhileStatement" | "DoWhileStatement" | "WithStatement";
  readonly body: Node;
}
export interface Try extends At {
  readonly type: "TryStatement";
  readonly block: Block;
  readonly handler: Catch | null;
  readonly finalizer: Block | null;
}
export interface Catch extends At {
  readonly type: "CatchClause";
  readonly param: Node | null;
  readonly body: Block;
}
export interface Await extends At {
  readonly type: "AwaitExpression";
  readonly argument: Node;
}
export interface Yield extends At {
  readonly type: "YieldExpression";
  readonly argument: Node | null;
  readonly delegate: boolean;
}
export interface Call extends At {
  readonly type: "CallExpression" | "NewExpression";
  readonly callee: Node;
  readonly arguments: readonly Node[];
  readonly optional?: boolean;
}
export interface Member extends At {
  readonly type: "MemberExpression";
  readonly object: Node;
  readonly property: Node;
  readonly computed: boolean;
}
export interface Assignment extends At {
  readonly type: "AssignmentExpression" | "AssignmentPattern";
  readonly operator?: string;
  readonly left: Node;
  readonly right: Node;
}
export interface Binary extends At {
  readonly type: "BinaryExpression" | "LogicalExpression";
  readonly operator: string;
  readonly left: Node;
  readonly right: Node;
}
export interface Update extends At {
  readonly type: "UpdateExpression";
  readonly argument: Node;
}
export interface Conditional extends At {
  readonly type: "ConditionalExpression";
  readonly test: Node;
}
export interface Sequence extends At {
  readonly type: "SequenceExpression";
  readonly expressions: readonly Node[];
}
/** What stands around an expression without changing its value: parentheses, TypeScript's annotations, an optional chain. */
export interface Wrapper extends At {
  readonly type:
    | "ParenthesizedExpression"
    | "ChainExpression"
    | "TSAsExpression"
    | "TSSatisfiesExpression"
    | "TSNonNullExpression"
    | "TSTypeAssertion"
    | "TSInstantiationExpression";
  readonly expression: Node;
}
export interface ImportCall extends At {
  readonly type: "ImportExpression";
  readonly source: Node;
}
export interface ArrayNode extends At {
  readonly type: "ArrayExpression" | "ArrayPattern";
  readonly elements: readonly (Node | null)[];
}
export interface ObjectNode extends At {
  readonly type: "ObjectExpression" | "ObjectPattern";
  readonly properties: readonly Node[];
}
export interface Property extends At {
  readonly type: "Property";
  readonly key: Node;
  readonly value: Node;
  readonly computed: boolean;
  readonly method: boolean;
  readonly shorthand: boolean;
  readonly kind: "init" | "get" | "set";
}
export interface Spread extends At {
  readonly type: "SpreadElement" | "RestElement";
  readonly argument: Node;
}
export interface ClassNode extends At {
  readonly type: "ClassDeclaration" | "ClassExpression";
  readonly id: Identifier | null;
  readonly superClass: Node | null;
  readonly body: ClassBody;
  readonly decorators?: readonly At[];
  readonly declare?: boolean;
}
export interface ClassBody extends At {
  readonly type: "ClassBody";
  readonly body: readonly Node[];
}
export interface Method extends At {
  readonly type: "MethodDefinition";
  readonly key: Node;
  readonly value: FunctionNode;
  readonly kind: "constructor" | "method" | "get" | "set";
  readonly computed: boolean;
  readonly static: boolean;
}
export interface Field extends At {
  readonly type: "PropertyDefinition" | "AccessorProperty";
  readonly key: Node;
  readonly value: Node | null;
  readonly computed: boolean;
  readonly decorators?: readonly Node[];
}
export interface PrivateName extends At {
  readonly type: "PrivateIdentifier";
  readonly name: string;
}
export interface Import extends At {
  readonly type: "ImportDeclaration";
  readonly source: Literal;
  readonly specifiers: readonly Specifier[];
}
export interface Specifier extends At {
  readonly type: "ImportSpecifier" | "ImportDefaultSpecifier" | "ImportNamespaceSpecifier";
  readonly local: Identifier;
  readonly imported?: Node;
}
export interface Export extends At {
  readonly type: "ExportDefaultDeclaration" | "ExportNamedDeclaration";
  readonly declaration: Node | null;
}
export interface JsxAttribute extends At {
  readonly type: "JSXAttribute";
  readonly name: JsxName;
}
export interface JsxName extends At {
  readonly type: "JSXIdentifier" | "JSXMemberExpression" | "JSXNamespacedName";
}
export interface JsxOpening extends At {
  readonly type: "JSXOpeningElement";
  readonly name: JsxName;
}
export interface JsxContainer extends At {
  readonly type: "JSXExpressionContainer";
}
export interface ImportEquals extends At {
  readonly type: "TSImportEqualsDeclaration";
  readonly id: Identifier;
  readonly moduleReference: { readonly type: string; readonly expression?: Node };
}
/** A TypeScript parameter that is also a field. */
export interface ParameterProperty extends At {
  readonly type: "TSParameterProperty";
  readonly parameter: Node;
}
/** TypeScript's named scopes; `declare` ones exist for the compiler only. */
export interface Ambient extends At {
  readonly type: "TSModuleDeclaration" | "TSEnumDeclaration";
  readonly id: Node;
  readonly declare?: boolean;
}
export interface Others extends At {
  readonly type: "ThisExpression" | "Super" | "EmptyStatement" | "ThrowStatement";
}

export type Node =
  | Identifier
  | Literal
  | FunctionNode
  | Block
  | Program
  | StaticBlock
  | ExpressionStatement
  | VariableDeclaration
  | VariableDeclarator
  | Return
  | Jump
  | Labeled
  | If
  | Switch
  | SwitchCase
  | ForEach
  | For
  | While
  | Try
  | Catch
  | Await
  | Yield
  | Call
  | Member
  | Assignment
  | Binary
  | Update
  | Conditional
  | Sequence
  | Wrapper
  | ImportCall
  | ArrayNode
  | ObjectNode
  | Property
  | Spread
  | ClassNode
  | ClassBody
  | Method
  | Field
  | PrivateName
  | Import
  | Specifier
  | Export
  | JsxAttribute
  | JsxName
  | JsxOpening
  | JsxContainer
  | ImportEquals
  | ParameterProperty
  | Ambient
  | Others;

export const isFunction = (node: Node): node is FunctionNode =>
  node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression" || node.type === "FunctionDeclaration";

/** The expression without what stands around it and does not change its value. */
export const unwrap = (node: Node): Node => {
  let inner = node;
  while (isWrapper(inner)) inner = inner.expression;
  return inner;
};

export const isWrapper = (node: Node): node is Wrapper => {
  switch (node.type) {
    case "ParenthesizedExpression":
    case "ChainExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
      return true;
    default:
      return false;
  }
};
