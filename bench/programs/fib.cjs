// A call that does almost nothing: the cost of tracing it is the cost of tracing.
const { plain, bare, rounds } = require("./bare.cjs");

function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

const N = 25;
const CALLS = 242_785;

rounds({ plain: () => plain(N), bare: () => bare(N), traced: () => fib(N) }, 15).then((times) =>
  console.log(JSON.stringify({ calls: CALLS, times })),
);
