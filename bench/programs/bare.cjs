// Not traced (the bench excludes it): the yardstick, a fib that reads the clock twice a call and does nothing with it.
const now = process.hrtime.bigint;

exports.plain = function plain(n) {
  return n < 2 ? n : plain(n - 1) + plain(n - 2);
};

exports.bare = function bare(n) {
  now();
  const result = n < 2 ? n : bare(n - 1) + bare(n - 2);
  now();
  return result;
};

exports.awaited = async function awaited(times) {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += await step(i);
  return sum;
};

async function step(i) {
  await undefined;
  return i & 1;
}

/** Nanoseconds of each variant, round by round, so that a slower moment of the machine meets all of them. */
exports.rounds = async function rounds(variants, count) {
  const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = -2; round < count; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const begin = now();
      await run();
      if (round >= 0) times[name].push(Number(now() - begin));
    }
  }
  return times;
};
