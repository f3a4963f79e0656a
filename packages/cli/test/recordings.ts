/** Recordings to run the commands on, written in the text form and put into folders as `functrace run` would. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRecordingText } from "@functrace/format";

/** An empty folder of its own for a test. */
export function emptyFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "functrace-test-")));
}

/** A folder whose `.functrace` holds these recordings, the last one the latest. */
export function folderWith(recordings: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, ".functrace"));
  for (const [name, content] of Object.entries(recordings)) {
    writeFileSync(
      join(folder, ".functrace", `${name}.ftrace`),
      typeof content === "string" ? parseRecordingText(content) : content,
    );
  }
  return folder;
}

const HEAD = [
  'recording {"version":"0.1.0","command":["node","src/main.ts"],"cwd":"/app","startedAtMs":1639492369000,"host":{"os":"linux","release":"6.1.0","arch":"x64","cpus":2,"memoryBytes":4294967296}}',
  'stream 100/0 {"parentProcess":1,"role":"main","language":"js","engine":"node v24.1.0","command":["node","src/main.ts"],"cwd":"/app","clock":{"monotonicNs":"0","unixMs":1639492369000}}',
];

const CLIENT = [
  "functions 100/0 /app/src/client.ts",
  "  f1 async NetlinkSocket.accept 30:3",
  "  f2 async NetlinkSocket.sendWithAck 48:3",
  "  f3 sync NetlinkSocket.readResponse 71:3",
  "  f4 sync NetlinkSocket.send 90:3",
  '  s1 await f1 34:5 "this.sendWithAck(verdict)" callee sendWithAck',
  '  s2 await f2 52:12 "this.readResponse(seq)" callee readResponse',
  '  s3 timer f3 75:7 "setTimeout(resolve, ACK_TIMEOUT)" reason timer',
  "functions 100/0 /app/src/main.ts",
  "  f5 async main 8:1",
  '  s4 await f5 12:5 "socket.accept()" callee accept',
];

/** The story of the product: each accept runs into a timeout of 250 ms. */
export function ackTimeout(packets = 12): string {
  const accept = (index: number): string[] => [
    "+40us start f1 #2",
    "+6us start f2 #3",
    "+3us enter f4",
    "+90us exit f4",
    "+2us enter f3",
    "+12us exit f3",
    "+1us suspend s2 #3 returned",
    "+1us suspend s1 #2 returned",
    "+1us suspend s4 #1 returned",
    `+${250_200 + (index % 4) * 150}us note fire s3`,
    "+15us resume f2 #3",
    "+4us finish f2 #3",
    "+2us resume f1 #2",
    "+3us finish f1 #2",
    "+2us resume f5 #1",
  ];
  return [
    ...HEAD,
    ...CLIENT,
    "events 100/0",
    "1000000 start f5 #1",
    ...Array.from({ length: packets }, (_, index) => accept(index)).flat(),
    "+20us finish f5 #1",
    'end 100/0 {"events":182,"lost":0,"reason":"exit"}',
  ].join("\n");
}

/** Recursion, errors, names wider than they are long, and a worker that was killed. */
export function mixed(): string {
  const fib = (depth: number): string[] =>
    depth === 0 ? [] : ["+300ns enter f2", ...fib(depth - 1), ...(depth > 1 ? fib(depth - 2) : []), "+1us exit f2"];
  const parse = (bad: boolean): string[] => ["+20us enter f3", bad ? "+80us throw f3" : "+60us exit f3"];
  return [
    ...HEAD,
    "functions 100/0 /app/src/main.ts",
    "  f1 module (module) 1:1",
    "  f2 sync fib 3:1",
    "  f3 sync parse 9:1",
    "  f4 sync 読み込み応答を待つ関数 20:1",
    '  f5 sync "Router.get(\\"/a/very/long/path/that/nobody/can/read/in/eighty/columns\\") handler" 30:1',
    "events 100/0",
    "1000 enter f1",
    ...fib(6),
    ...Array.from({ length: 12 }, (_, index) => parse(index % 3 === 0)).flat(),
    "+1us enter f4",
    "+2ms enter f5",
    "+1500us exit f5",
    "+1us exit f4",
    "+1us exit f1",
    "end 100/0",
    'skipped 100/0 {"file":"/app/src/broken.ts","reason":"line 3: unexpected token"}',
    'stream 100/1 {"parentProcess":1,"role":"worker","language":"js","engine":"node v24.1.0","command":["node","src/main.ts"],"cwd":"/app","clock":{"monotonicNs":"0","unixMs":1639492369000}}',
    "functions 100/1 /app/src/worker.ts",
    "  f6 sync work 1:1",
    "events 100/1",
    "2000000 enter f6",
    "+700us exit f6",
  ].join("\n");
}

/** A module that starts an async call and is done long before it. */
export function outlived(): string {
  return [
    ...HEAD,
    "functions 100/0 /app/src/main.ts",
    "  f1 module main.ts 1:1",
    "  f2 async serve 3:1",
    '  s1 await f2 4:3 "once(server)" callee once reason event',
    "events 100/0",
    "1000 enter f1",
    "+10us start f2 #1",
    "+5us suspend s1 #1",
    "+1us exit f1",
    "+300ms resume f2 #1",
    "+1us finish f2 #1",
    'end 100/0 {"events":6,"lost":0,"reason":"exit"}',
  ].join("\n");
}

/** Each function called once, one after another. */
export function manyFunctions(count: number): string {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  return [
    ...HEAD,
    "functions 100/0 /app/src/main.ts",
    ...ids.map((id) => `  f${id} sync step${id} ${id}:1`),
    "events 100/0",
    ...ids.flatMap((id) => [`${id * 1_000_000} enter f${id}`, `+${id}us exit f${id}`]),
    "end 100/0",
  ].join("\n");
}
