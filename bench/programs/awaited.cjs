// An awaited call, traced and not: an async function that itself awaits once.
const plain = require("./bare.cjs");

async function awaited(times) {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += await step(i);
  return sum;
}

async function step(i) {
  await undefined;
  return i & 1;
}

const CALLS = 100_000;

plain
  .rounds({ plain: () => plain.awaited(CALLS), traced: () => awaited(CALLS) }, 15)
  .then((times) => console.log(JSON.stringify({ calls: CALLS, times })));
