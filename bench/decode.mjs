/** How fast a recording is read: everything that `functrace report` does before it prints. */
import { analyze, openTrace } from "@functrace/trace";
import { openFileSource } from "../packages/cli/dist/recording/file-source.js";
import { nodeSurroundings } from "../packages/cli/dist/recording/surroundings.js";
import { median } from "./figures.mjs";

const ROUNDS = 5;

/** @param {string} path */
export async function decodeSpeed(path) {
  const speeds = [];
  let events = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const source = openFileSource(path);
    const begin = performance.now();
    ({ events } = analyze(openTrace(source, nodeSurroundings)));
    speeds.push((events / (performance.now() - begin)) * 1000);
    source.close();
  }
  return { events, perSecond: median(speeds) };
}
