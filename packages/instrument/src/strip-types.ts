/**
 * TypeScript and JSX → JavaScript, for a Node that cannot do it itself. Comes after `instrument`: its result may be passed in.
 *
 * The markers are taken out first: the printer keeps some comments and drops others, and a text with half of its markers would be
 * cut in the wrong places. So a function's own text is that of the instrumented JavaScript here, not the author's.
 */
import { createRequire } from "node:module";
import { languageOf, type ModuleFormat } from "./js/parse.js";
import { MARKER, originalText } from "./marker.js";
import { type SourceMap, towardsOriginal } from "./source-map.js";

export interface StripOptions {
  /** Path or URL, as it is to stand in the source map; its extension names the language. */
  readonly file: string;
  readonly format: ModuleFormat;
  /** `experimentalDecorators` of tsconfig.json. */
  readonly experimentalDecorators?: boolean;
  /** `emitDecoratorMetadata` of tsconfig.json. */
  readonly emitDecoratorMetadata?: boolean;
  /** `jsxImportSource` of tsconfig.json; `react` where it is not set. */
  readonly jsxImportSource?: string;
}

export type Stripped =
  | {
      readonly kind: "stripped";
      /** With the source map as its last line. */
      readonly code: string;
      /** To the original source, as it was before `instrument`. */
      readonly map: SourceMap;
    }
  | { readonly kind: "failed"; readonly reason: string };

interface OxcTransform {
  transformSync(file: string, source: string, options: Readonly<Record<string, unknown>>): OxcTransformed;
}

interface OxcTransformed {
  readonly code: string;
  readonly map?: SourceMap;
  readonly errors: readonly { readonly severity: string; readonly message: string }[];
}

const require = createRequire(import.meta.url);
let transform: OxcTransform | undefined;

/** Imports that are only used as types go only where they are marked `import type`, as with Node's own stripping. Never throws. */
export const stripTypes = (code: string, options: StripOptions): Stripped => {
  const { file, format, experimentalDecorators = false, emitDecoratorMetadata = false, jsxImportSource } = options;
  try {
    transform ??= require("oxc-transform") as OxcTransform;
    const result = transform.transformSync(file, code.replaceAll(MARKER, ""), {
      lang: languageOf(file),
      sourceType: format,
      sourcemap: true,
      target: "esnext",
      typescript: { onlyRemoveTypeImports: true },
      jsx: { runtime: "automatic", ...(jsxImportSource === undefined ? {} : { importSource: jsxImportSource }) },
      helpers: { mode: "External" },
      decorator: { legacy: experimentalDecorators, emitDecoratorMetadata },
    });
    const error = result.errors.find(({ severity }) => severity === "Error");
    if (error) return { kind: "failed", reason: error.message };
    if (!result.map) return { kind: "failed", reason: "oxc-transform gave no source map" };
    const map: SourceMap = { ...towardsOriginal(result.map, code), sources: [file], sourcesContent: [originalText(code)] };
    return { kind: "stripped", code: `${withHelpers(result.code.trimEnd())}\n${inline(map)}\n`, map };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
};

/** What oxc calls for decorators, as hoisted functions, so that they can stand at the end of any file; by the names they get below. */
const HELPERS: Readonly<Record<string, string>> = {
  decorate:
    "function __ft_helper__decorate(decorators,target,key,desc){let count=arguments.length,result=count<3?target:desc===null?desc=Object.getOwnPropertyDescriptor(target,key):desc;for(let i=decorators.length-1;i>=0;i--){const decorator=decorators[i];if(decorator)result=(count<3?decorator(result):count>3?decorator(target,key,result):decorator(target,key))||result}if(count>3&&result)Object.defineProperty(target,key,result);return result}",
  decorateParam: "function __ft_helper__decorateParam(index,decorator){return function(target,key){decorator(target,key,index)}}",
  decorateMetadata:
    'function __ft_helper__decorateMetadata(key,value){if(typeof Reflect==="object"&&typeof Reflect.metadata==="function")return Reflect.metadata(key,value)}',
};

/**
 * oxc's helpers are either imported from a package, which the program does not have, or properties of a global of this name. The new
 * name is as long, so that the map stays right.
 */
const withHelpers = (code: string): string => {
  const used = new Set<string>();
  const renamed = code.replace(/\bbabelHelpers\.(\w+)\(/g, (call, name: string) => {
    if (!(name in HELPERS)) return call;
    used.add(name);
    return `__ft_helper__${name}(`;
  });
  return [renamed, ...[...used].map((name) => HELPERS[name])].join("\n");
};

const inline = (map: SourceMap): string =>
  `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
