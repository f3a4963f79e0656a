/**
 * Which properties of a node hold other nodes, in the order of the source: the one place that knows the shape of the tree.
 *
 * TypeScript's types are not in it: they hold no code. A type that is not listed has no children worth a walk; a test
 * compares this table with oxc-parser's own.
 */
import type { Node } from "./nodes.js";

const LEFT_RIGHT = ["left", "right"];
const ARGUMENT = ["argument"];
const BODY = ["body"];
const EXPRESSION = ["expression"];
const CALL = ["callee", "arguments"];
const FUNCTION = ["params", "body"];
const CLASS = ["decorators", "superClass", "body"];
const BRANCH = ["test", "consequent", "alternate"];
const FOR_EACH = ["left", "right", "body"];
const FIELD = ["decorators", "key", "value"];

export const CHILD_KEYS: Readonly<Record<string, readonly string[]>> = {
  AccessorProperty: FIELD,
  ArrayExpression: ["elements"],
  ArrayPattern: ["decorators", "elements"],
  ArrowFunctionExpression: FUNCTION,
  AssignmentExpression: LEFT_RIGHT,
  AssignmentPattern: ["decorators", "left", "right"],
  AwaitExpression: ARGUMENT,
  BinaryExpression: LEFT_RIGHT,
  BlockStatement: BODY,
  CallExpression: CALL,
  CatchClause: ["param", "body"],
  ChainExpression: EXPRESSION,
  ClassBody: BODY,
  ClassDeclaration: CLASS,
  ClassExpression: CLASS,
  ConditionalExpression: BRANCH,
  Decorator: EXPRESSION,
  DoWhileStatement: ["body", "test"],
  ExportDefaultDeclaration: ["declaration"],
  ExportNamedDeclaration: ["declaration"],
  ExpressionStatement: EXPRESSION,
  ForInStatement: FOR_EACH,
  ForOfStatement: FOR_EACH,
  ForStatement: ["init", "test", "update", "body"],
  FunctionDeclaration: FUNCTION,
  FunctionExpression: FUNCTION,
  Identifier: ["decorators"],
  IfStatement: BRANCH,
  ImportExpression: ["source", "options"],
  LabeledStatement: BODY,
  LogicalExpression: LEFT_RIGHT,
  MemberExpression: ["object", "property"],
  MethodDefinition: FIELD,
  NewExpression: CALL,
  ObjectExpression: ["properties"],
  ObjectPattern: ["decorators", "properties"],
  ParenthesizedExpression: EXPRESSION,
  Program: BODY,
  Property: ["key", "value"],
  PropertyDefinition: FIELD,
  RestElement: ["decorators", "argument"],
  ReturnStatement: ARGUMENT,
  SequenceExpression: ["expressions"],
  SpreadElement: ARGUMENT,
  StaticBlock: BODY,
  SwitchCase: ["test", "consequent"],
  SwitchStatement: ["discriminant", "cases"],
  TaggedTemplateExpression: ["tag", "quasi"],
  TemplateLiteral: ["expressions"],
  ThrowStatement: ARGUMENT,
  TryStatement: ["block", "handler", "finalizer"],
  UnaryExpression: ARGUMENT,
  UpdateExpression: ARGUMENT,
  VariableDeclaration: ["declarations"],
  VariableDeclarator: ["id", "init"],
  WhileStatement: ["test", "body"],
  WithStatement: ["object", "body"],
  YieldExpression: ARGUMENT,
  JSXAttribute: ["value"],
  JSXElement: ["openingElement", "children"],
  JSXExpressionContainer: EXPRESSION,
  JSXFragment: ["children"],
  JSXOpeningElement: ["attributes"],
  JSXSpreadAttribute: ARGUMENT,
  JSXSpreadChild: EXPRESSION,
  TSAbstractPropertyDefinition: ["decorators", "key"],
  TSAsExpression: EXPRESSION,
  TSEnumBody: ["members"],
  TSEnumDeclaration: BODY,
  TSEnumMember: ["initializer"],
  TSExportAssignment: EXPRESSION,
  TSInstantiationExpression: EXPRESSION,
  TSModuleBlock: BODY,
  TSModuleDeclaration: BODY,
  TSNonNullExpression: EXPRESSION,
  TSParameterProperty: ["decorators", "parameter"],
  TSSatisfiesExpression: EXPRESSION,
  TSTypeAssertion: EXPRESSION,
};

/** Calls `visit` for each child, in the order of the source. */
export const eachChild = (node: Node, visit: (child: Node) => void): void => {
  const keys = CHILD_KEYS[node.type];
  if (keys === undefined) return;
  const children = node as unknown as Readonly<Record<string, Node | readonly (Node | null)[] | null | undefined>>;
  for (let i = 0; i < keys.length; i++) {
    const child = children[keys[i]!];
    if (child === null || child === undefined) continue;
    if (isList(child)) {
      for (let k = 0; k < child.length; k++) {
        const item = child[k];
        if (item !== null && item !== undefined) visit(item);
      }
    } else visit(child);
  }
};

const isList = (child: Node | readonly (Node | null)[]): child is readonly (Node | null)[] => Array.isArray(child);
