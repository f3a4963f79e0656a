/** Loops, and the places beyond which a jump does not reach. */
import type { Node } from "./nodes.js";

export const isLoop = ({ type }: Node): boolean =>
  type === "ForOfStatement" ||
  type === "ForInStatement" ||
  type === "ForStatement" ||
  type === "WhileStatement" ||
  type === "DoWhileStatement";

export const isBoundary = ({ type }: Node): boolean =>
  type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression" || type === "StaticBlock";
