/**
 * The writer thread: shared memory in, blocks of the recording out. It does all I/O and compression of a traced process.
 *
 * It looks at the rings every FLUSH_MS (what a SIGKILL can lose) and when a traced thread wakes it, a quarter of its ring filled. It also
 * is the one to meet SIGINT and SIGTERM: a signal that would kill the process kills it at once, also in the middle of a
 * synchronous loop, but not before the last event has been written.
 */
import { constants } from "node:os";
import { BroadcastChannel, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { WriterData, WriterMessage } from "./messages.js";
import { ASLEEP, CLOSE, CLOSED, OWN_SIGNAL, READY, SIGNALS, WAKE, WRITER } from "./ring.js";
import { tell } from "./tell.js";
import { RecordingFile } from "./writer/recording-file.js";
import { watchSignal } from "./writer/signals.js";
import { Streams } from "./writer/streams.js";

const FLUSH_MS = 40;

/** ES2024, in every Node that we run on. */
const { waitAsync } = Atomics as unknown as {
  waitAsync(
    cells: Int32Array,
    index: number,
    value: number,
    timeoutMs: number,
  ): { readonly async: false } | { readonly async: true; readonly value: Promise<string> };
};

const data = workerData as WriterData;
const control = new Int32Array(data.control);
const file = new RecordingFile(data.file);
const streams = new Streams(file);
const channel = new BroadcastChannel(data.channel);
// What this thread's event loop hands out while it waits; `receive` takes the rest.
(channel as unknown as EventTarget).addEventListener("message", (event) =>
  streams.receive((event as unknown as { data: WriterMessage }).data),
);
parentPort!.on("message", (message: WriterMessage) => streams.receive(message));

function receive(): void {
  for (const port of [parentPort!, channel]) {
    for (;;) {
      const envelope = receiveMessageOnPort(port as typeof parentPort & object) as { message: WriterMessage } | undefined;
      if (envelope === undefined) break;
      streams.receive(envelope.message);
    }
  }
}

function drain(): void {
  receive();
  streams.drain(receive);
}

function close(reason: string): void {
  if (Atomics.load(control, WRITER) === CLOSED) return;
  drain();
  streams.endAll(reason, Number(process.hrtime.bigint()));
  file.close();
  if (file.fault !== undefined) tell(`the recording ended before the program did: ${file.fault}`);
  Atomics.store(control, WRITER, CLOSED);
  Atomics.notify(control, WRITER);
}

async function run(): Promise<void> {
  for (;;) {
    const woken = Atomics.load(control, WAKE);
    if (Atomics.load(control, CLOSE) === 1) return close("exit");
    drain();
    Atomics.store(control, ASLEEP, 1);
    const waiting = waitAsync(control, WAKE, woken, FLUSH_MS);
    if (waiting.async) await waiting.value;
    else await new Promise((resolve) => setImmediate(resolve));
    Atomics.store(control, ASLEEP, 0);
  }
}

/** No more can be written: nobody is to wait for this thread. */
function fail(error: unknown): void {
  tell(`the recording ended before the program did: ${String(error)}`);
  Atomics.store(control, WRITER, CLOSED);
  Atomics.notify(control, WRITER);
}

process.on("uncaughtException", fail);
SIGNALS.forEach((signal, index) => {
  watchSignal(signal, (stop) => {
    if (Atomics.load(control, OWN_SIGNAL + index) === 1) return;
    close(`signal ${signal}`);
    stop();
    process.kill(process.pid, constants.signals[signal]);
  });
});

Atomics.store(control, WRITER, READY);
Atomics.notify(control, WRITER);
run().catch(fail);
