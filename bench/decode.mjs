/** How fast a recording is read: everything that `functrace report` does before it prints, as JSON. Run by run.mjs in each Node. */
import { analyze, openTrace } from "@functrace/trace";
import { openFileSource } from "../packages/cli/dist/recording/file-source.js";
import { nodeSurroundings } from "../packages/cli/dist/recording/surroundings.js";
import { median } from "./figures.mjs";

const ROUNDS = 5;

const [path = ""] = process.argv.slice(2);
const speeds = [];
let events = 0;
for (let round = 0; round < ROUNDS; round++) {
  const source = openFileSource(path);
  const begin = performance.now();
  ({ events } = analyze(openTrace(source, nodeSurroundings)));
  speeds.push((events / (performance.now() - begin)) * 1000);
  source.close();
}
console.log(JSON.stringify({ events, perSecond: median(speeds) }));
