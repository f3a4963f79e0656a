/** What a person should know although the command goes on: a line each on standard error. */
import { screenOf } from "./screen.js";

export function warn(lines: readonly string[]): void {
  const { yellow } = screenOf(process.stderr).colours;
  for (const line of lines) process.stderr.write(`functrace: ${yellow("note:")} ${line}\n`);
}
