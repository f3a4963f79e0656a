// Events a second that openTrace + analyze read, on recordings made in memory: node packages/trace/bench/decode.mjs (after the build).
import { encodeEvents, encodePlainBlock, word } from "@functrace/format";
import { zlib } from "./zlib.mjs";
import { analyze, openTrace } from "../dist/index.js";

const BLOCK_EVENTS = 1 << 15;

/**
 * A recording of one thread: the functions' names, and events, which `write` gives to its argument one by one. They are encoded as they
 * come: millions of objects left behind would have the collector at work while the reader is measured.
 */
function recording(names, sites, write) {
  const parts = [];
  let sequence = 0;
  const push = (kind, payload, eventsOfIt = []) => {
    parts.push(encodePlainBlock({ kind, process: 1, thread: 0, sequence: sequence++ }, payload, eventsOfIt));
  };
  const json = (value) => new TextEncoder().encode(JSON.stringify(value));
  push("stream", json({ role: "main", clock: { monotonicNs: "0", unixMs: 0 } }));
  const functions = names.map((name, line) => ({ name, kind: "sync", line, column: 1, start: 0, end: 0 }));
  push("functions", json({ file: "/bench.ts", functionBase: 1, siteBase: 1, functions, sites }));
  const block = [];
  let written = 0;
  const flush = () => {
    push("events", encodeEvents(block), block);
    block.length = 0;
  };
  write((code, payload, time, extra = 0) => {
    block.push({ word: word(code, payload), time, extra });
    written++;
    if (block.length === BLOCK_EVENTS) flush();
  });
  if (block.length > 0) flush();
  push("end", json({ events: written, lost: 0, reason: "exit" }));
  return Buffer.concat(parts);
}

/** fib(n): one function, enters and exits, 60 to 187 ns apart. */
function fib(n) {
  return recording(["fib"], [], (push) => {
    let time = 1e12;
    const call = (argument) => {
      push(0, 1, (time += 60 + (argument & 127)));
      if (argument > 1) {
        call(argument - 1);
        call(argument - 2);
      }
      push(1, 1, (time += 75));
    };
    call(n);
  });
}

/** A program of many functions, as a server or a compiler: 3,000 of them, each calling some of the same five others every time. */
function varied(calls) {
  const names = Array.from({ length: 3000 }, (_, index) => `f${index}`);
  return recording(names, [], (push) => {
    let time = 1e12;
    let random = 1;
    let left = calls;
    const next = (below) => {
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
      return (random >>> 8) % below;
    };
    const call = (fn, depth) => {
      left--;
      push(0, fn, (time += 50 + next(400)));
      const children = depth < 5 && left > 0 ? next(5) : 0;
      for (let child = 0; child < children; child++) call(1 + ((fn * 7 + next(5)) % 3000), depth + 1);
      push(1, fn, (time += 50 + next(400)));
    };
    while (left > 0) call(1 + next(20), 0);
  });
}

/** Async calls: each starts, awaits a child that awaits, and finishes. */
function awaits(calls) {
  const site = { kind: "await", line: 1, column: 1, text: "f()" };
  const sites = [
    { ...site, function: 0, callee: "inner" },
    { ...site, function: 1 },
    { ...site, kind: "timer", function: 1 },
  ];
  return recording(["outer", "inner"], sites, (push) => {
    let time = 1e12;
    const event = (code, payload, extra) => push(code, payload, (time += 150), extra);
    for (let call = 0; call < calls; call++) {
      event(3, 1, 0);
      event(3, 2, 1);
      event(4, 2, 2);
      event(4, 1, 0);
      event(7, 1, 3);
      event(5, 2, 1);
      event(6, 2, 2);
      event(5, 1, 0);
      event(6, 1, 0);
    }
  });
}

function measure(name, bytes) {
  const source = { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
  const seconds = [];
  let analysis;
  for (let round = 0; round < 5; round++) {
    const begin = process.hrtime.bigint();
    analysis = analyze(openTrace(source, zlib));
    seconds.push(Number(process.hrtime.bigint() - begin) / 1e9);
  }
  const best = Math.min(...seconds);
  const { events, calls, tree } = analysis;
  console.log(
    `${name.padEnd(8)} ${(events / best / 1e6).toFixed(1)} M events/s (best of 5; first ${(events / seconds[0] / 1e6).toFixed(1)})`,
    `${events} events, ${calls} calls, ${tree.count} nodes, ${(bytes.length / events).toFixed(2)} bytes an event`,
  );
}

measure("fib", fib(29));
measure("varied", varied(4_000_000));
measure("awaits", awaits(200_000));
