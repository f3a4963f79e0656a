/** The runtime's door in this thread, left by its preload under a symbol. The hooks name it and import nothing of it. */
import type { FunctionEntry, SiteEntry } from "@functrace/format";

export interface RuntimeHost {
  readonly registry: {
    functions(
      file: string,
      functions: readonly FunctionEntry[],
      sites: readonly SiteEntry[],
    ): { readonly functionBase: number; readonly siteBase: number };
    skipped(file: string, reason: string): void;
  };
  /** The runtime's own package: not the program's code. */
  readonly folder: string;
  /** Returns once what is recorded is safe. */
  ready(): void;
}

export function runtimeHost(): RuntimeHost | undefined {
  return (globalThis as { [key: symbol]: unknown })[Symbol.for("functrace.host")] as RuntimeHost | undefined;
}
