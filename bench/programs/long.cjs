// 10⁸ events, for memory that must not grow with them; also an untraced run's memory.
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

const rssMb = [];
for (let part = 0; part < 10; part++) {
  // 5.2 million calls, 10.4 million events.
  fib(31);
  fib(27);
  rssMb.push(process.memoryUsage().rss / 2 ** 20);
}
console.log(JSON.stringify({ rssMb, maxRssMb: Math.max(...rssMb) }));
