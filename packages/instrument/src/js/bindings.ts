/** Visitors of what binds names: they tell `Origins`, and walk on. */
import type { SourceFile } from "./file.js";
import type { Catch, Import, ImportEquals, VariableDeclarator } from "./nodes.js";

export const visitImport = (file: SourceFile, node: Import): void => {
  const module = String(node.source.value).replace(/^node:/, "");
  for (const { local } of node.specifiers) {
    file.origins.bind(local);
    file.origins.from(local, module);
  }
};

/** TypeScript's `import fs = require("fs")`. */
export const visitImportEquals = (file: SourceFile, node: ImportEquals): void => {
  const { expression } = node.moduleReference;
  file.origins.bind(node.id);
  if (expression?.type === "Literal") file.origins.from(node.id, String(expression.value).replace(/^node:/, ""));
};

export const visitDeclarator = (file: SourceFile, node: VariableDeclarator): void => {
  file.origins.bind(node.id);
  if (node.init) {
    const module = file.origins.moduleOf(node.init);
    if (module !== undefined) file.origins.from(node.id, module);
  }
  file.walkChildren(node);
};

export const bindCatch = (file: SourceFile, node: Catch): void => file.origins.bind(node.param);
