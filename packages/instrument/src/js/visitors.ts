/** Which rule handles which node; nodes that are not listed are only walked through. */
import { visitDeclarator, visitImport, visitImportEquals } from "./bindings.js";
import { visitAmbient, visitClass, visitField, visitStaticBlock } from "./classes.js";
import type { Visitors } from "./file.js";
import { visitContinue, visitForOf } from "./for-await.js";
import { visitFunction, visitReturn } from "./functions.js";
import { visitAwait, visitBinary, visitCatch, visitTry, visitYield } from "./suspensions.js";
import { visitCall } from "./timers.js";

export const VISITORS: Visitors = {
  FunctionDeclaration: visitFunction,
  FunctionExpression: visitFunction,
  ArrowFunctionExpression: visitFunction,
  ReturnStatement: visitReturn,
  AwaitExpression: visitAwait,
  YieldExpression: visitYield,
  BinaryExpression: visitBinary,
  CatchClause: visitCatch,
  TryStatement: visitTry,
  ForOfStatement: visitForOf,
  ContinueStatement: visitContinue,
  ClassDeclaration: visitClass,
  ClassExpression: visitClass,
  PropertyDefinition: visitField,
  AccessorProperty: visitField,
  StaticBlock: visitStaticBlock,
  CallExpression: visitCall,
  VariableDeclarator: visitDeclarator,
  ImportDeclaration: visitImport,
  TSImportEqualsDeclaration: visitImportEquals,
  TSModuleDeclaration: visitAmbient,
  TSEnumDeclaration: visitAmbient,
  // A `with` object could answer for the names that we write: nothing in there is touched.
  WithStatement: () => {},
};
