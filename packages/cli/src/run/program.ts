/** What the user asked to run → the command line of the process to start. */
import { readFileSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { CliError } from "../errors.js";
import { formatOf } from "../hooks/format-of.js";
import { needsStripping } from "../hooks/typescript.js";

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** What a recording is named after. */
  readonly name: string;
}

/** `words` behind `--` are a command; else a file for this Node, with its arguments. Throws CliError. */
export function programOf(words: readonly string[], isCommand: boolean): Program {
  const [first = "", ...rest] = words;
  if (isCommand) return { command: first, args: rest, name: first };
  const status = statSync(first, { throwIfNoEntry: false });
  if (status === undefined) throw new CliError(notAFile(first, words));
  if (status.isDirectory())
    throw new CliError(
      `${first} is a folder; name the file that starts the program, such as ${first.replace(/[\\/]$/, "")}/index.js`,
    );
  if (extname(first) === ".go") throw new CliError(`${first}: Go programs cannot be recorded yet; TypeScript and JavaScript can`);
  return { command: process.execPath, args: [...loaderFlags(first), first, ...rest], name: first };
}

function notAFile(word: string, words: readonly string[]): string {
  const looksLikeAFile = /[\\/]|\.[cm]?[jt]sx?$/.test(word);
  if (looksLikeAFile) return `no file ${word} in ${process.cwd()}`;
  return `no file ${word}; to run a command, write it behind --: functrace run -- ${words.join(" ")}`;
}

/** A Node that knows no TypeScript takes a file that is a module by its syntax only as a module if a preload is imported first. */
function loaderFlags(file: string): readonly string[] {
  const path = resolve(file);
  if (!needsStripping(path) || formatOf(path, readFileSync(path, "utf8")) === "commonjs") return [];
  return ["--import", "data:text/javascript,"];
}
