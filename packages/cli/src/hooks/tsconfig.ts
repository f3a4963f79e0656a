/** The settings of a program's tsconfig.json that decide what its code does, not only what it means. */
import { getTsconfig } from "get-tsconfig";

export interface TypeScriptSettings {
  readonly experimentalDecorators?: boolean;
  readonly emitDecoratorMetadata?: boolean;
  readonly jsxImportSource?: string;
}

const found = new Map<string, TypeScriptSettings>();

/** Those of the nearest tsconfig.json above `path`, what it extends included; none where there is none or it cannot be read. */
export function typeScriptSettings(path: string): TypeScriptSettings {
  try {
    const tsconfig = getTsconfig(path);
    if (tsconfig === null) return {};
    let settings = found.get(tsconfig.path);
    if (settings === undefined) {
      const { experimentalDecorators, emitDecoratorMetadata, jsxImportSource } = tsconfig.config.compilerOptions ?? {};
      settings = {
        ...(experimentalDecorators === undefined ? {} : { experimentalDecorators }),
        ...(emitDecoratorMetadata === undefined ? {} : { emitDecoratorMetadata }),
        ...(jsxImportSource === undefined ? {} : { jsxImportSource }),
      };
      found.set(tsconfig.path, settings);
    }
    return settings;
  } catch {
    return {};
  }
}
