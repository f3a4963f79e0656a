/** Classes: strict code, whose fields and static blocks run outside of any function that we know. */
import { type SourceFile, silent } from "./file.js";
import { classNameAt } from "./names.js";
import type { Ambient, ClassNode, Field, StaticBlock } from "./nodes.js";

export const visitClass = (file: SourceFile, node: ClassNode): void => {
  if (node.type === "ClassDeclaration") file.origins.bind(node.id);
  if (node.declare) return;
  const outer = file.strict;
  file.strict = true;
  file.walkChildren(node);
  file.strict = outer;
};

export const visitField = (file: SourceFile, node: Field): void => {
  file.walkAll(node.decorators);
  file.walk(node.key);
  const { value } = node;
  if (value) file.within(inClass(file, 2), () => file.walk(value));
};

export const visitStaticBlock = (file: SourceFile, node: StaticBlock): void => {
  file.within(inClass(file, 2), () => file.walkChildren(node));
};

/** The scope of code in a class body, the class being so many steps up. */
const inClass = (file: SourceFile, steps: number): SourceFile["scope"] => ({
  ...silent(file.scope),
  owner: classNameAt(file, file.path.length - 1 - steps),
});

/** `declare namespace` and `declare enum` have no code at run time. */
export const visitAmbient = (file: SourceFile, node: Ambient): void => {
  if (node.declare) return;
  if (node.id.type === "Identifier") file.origins.bind(node.id);
  // A namespace or enum is a function at run time: a wait in it, or a return, is not of the code around it.
  file.within(silent(file.scope), () => file.walkChildren(node));
};
