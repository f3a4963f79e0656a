/** What a person types into an option means what they think. */
import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { parseDurationOption } from "../src/options/duration.js";
import { fileFilter } from "../src/options/file-globs.js";
import { parseFunctionPattern } from "../src/options/function-pattern.js";

test("durations need a unit, so that 5 is never taken for the wrong one", () => {
  expect(["80us", "1ms", "1.5s", "2min", "3h", "7ns", "4 ms"].map(parseDurationOption)).toEqual([
    80e3, 1e6, 1.5e9, 120e9, 10800e9, 7, 4e6,
  ]);
  for (const wrong of ["5", "ms", "-1ms", "1 parsec", ""]) expect(() => parseDurationOption(wrong)).toThrow(InvalidArgumentError);
});

const matching = (pattern: string, names: readonly string[]): string[] =>
  names.filter((name) => parseFunctionPattern(pattern).test(name));
const NAMES = ["readResponse", "Reader.read", 'Router.get("/users") handler', "parse"];

test("a piece of a name finds it, whatever its capitals", () => {
  expect(matching("readres", NAMES)).toEqual(["readResponse"]);
  expect(matching("read", NAMES)).toEqual(["readResponse", "Reader.read"]);
});

test("a capital in the pattern counts", () => {
  expect(matching("Read", NAMES)).toEqual(["Reader.read"]);
});

test("a glob fits a whole name", () => {
  expect(matching("read*", NAMES)).toEqual(["readResponse", "Reader.read"]);
  expect(matching("*.get(*", NAMES)).toEqual(['Router.get("/users") handler']);
  expect(matching("pars?", NAMES)).toEqual(["parse"]);
});

test("a regular expression between slashes; a broken one is explained", () => {
  expect(matching("/^read[A-Z]/", NAMES)).toEqual(["readResponse"]);
  expect(() => parseFunctionPattern("/(/")).toThrow(InvalidArgumentError);
});

test("a pattern with the flag g does not skip every other match", () => {
  const pattern = parseFunctionPattern("/read/g");
  expect([pattern.test("read"), pattern.test("read")]).toEqual([true, true]);
});

const FILES = ["/app/src/client.ts", "/app/src/net/socket.ts", "/app/test/client.test.ts", "/lib/other.ts"];
const kept = (include: readonly string[], exclude: readonly string[] = []): string[] =>
  FILES.filter(fileFilter({ include, exclude }, "/app")!);

test("globs count from the folder of the recording", () => {
  expect(kept(["src/**"])).toEqual(["/app/src/client.ts", "/app/src/net/socket.ts"]);
  expect(kept(["./src/*.ts"])).toEqual(["/app/src/client.ts"]);
});

test("a folder's name means all that is in it", () => {
  expect(kept(["src/"])).toEqual(["/app/src/client.ts", "/app/src/net/socket.ts"]);
});

test("a glob without a slash fits file names anywhere, an absolute one fits paths", () => {
  expect(kept(["*.test.ts"])).toEqual(["/app/test/client.test.ts"]);
  expect(kept(["/lib/**"])).toEqual(["/lib/other.ts"]);
});

test("exclude wins over include", () => {
  expect(kept(["**/*.ts"], ["test/**", "socket.ts"])).toEqual(["/app/src/client.ts", "/lib/other.ts"]);
});
