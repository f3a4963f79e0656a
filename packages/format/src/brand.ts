/**
 * Branded numbers: a plain number at run time, a type of its own to the compiler.
 *
 * Each brand has one door in (`functionId(7)`), so that a count cannot be passed where an id is meant.
 */
declare const brand: unique symbol;

export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
