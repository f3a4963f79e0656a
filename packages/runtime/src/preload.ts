/**
 * Loaded first into every thread of a traced process (`node -r`): makes the thread's ring, starts the process's writer thread
 * where this is the main thread, and puts the functions that instrumented code calls in place.
 *
 * Without FUNCTRACE in the environment it does nothing. It never throws and never prints on stdout.
 */
import { dirname, join } from "node:path";
import * as threads from "node:worker_threads";
import type { StreamInfo } from "@functrace/format";
import { atomicsAdd, atomicsLoad, atomicsNotify, atomicsStore, atomicsWait, defineProperty, now, stringify } from "./builtins.js";
import { restoreFunctionText } from "./function-text.js";
import { HOST_KEY, type Host } from "./host.js";
import { PROCESS_KEY, type ProcessData, type WriterData, type WriterMessage } from "./messages.js";
import { watchProcess } from "./process-events.js";
import { createRecorder, type BehindPolicy, type Recorder } from "./recorder.js";
import { createRegistry } from "./registry.js";
import { CLOSE, CLOSED, MAIN_SLOTS, READY, STARTING, WAKE, WORKER_SLOTS, WRITER, createControl, createRing } from "./ring.js";
import { tell } from "./tell.js";
import { watchTimers } from "./timers.js";

/** This file is in the `dist` of its package. */
const OWN_FOLDER = dirname(__dirname);

/** Longest that the end of a process waits for the writer thread to write what is left. */
const CLOSE_MS_MAX = 60_000;

/** Longest that a program is held up until the writer thread is at work. */
const READY_NS_MAX = 5_000_000_000n;

/** Node's own threads for module hooks run preloads as well; they have no program to trace. Node 20 tells them only by the stack. */
const isLoaderThread =
  (threads as { isInternalThread?: boolean }).isInternalThread ??
  (!threads.isMainThread && /node:internal\/modules\/esm\/(?:worker|utils)/.test(String(new Error().stack)));

const file = process.env["FUNCTRACE"];
const inherited = threads.getEnvironmentData(PROCESS_KEY) as ProcessData | undefined;
if (file !== undefined && file !== "" && !(HOST_KEY in globalThis)) {
  try {
    if (threads.isMainThread) startProcess(file);
    else if (inherited !== undefined) startThread(inherited);
  } catch (error) {
    // No memory, no permission for threads: then the program runs as if it had not been asked to record.
    tell(`this process runs untraced: ${String(error)}`);
  }
}

// The program finds the module cache empty, as it would without us.
delete require.cache[__filename];

function startProcess(path: string): void {
  const control = createControl();
  const channel = `functrace ${process.pid} ${now()}`;
  const data: WriterData = { control: control.buffer as SharedArrayBuffer, file: path, channel };
  const writer = new threads.Worker(join(__dirname, "writer.cjs"), {
    workerData: data,
    // An empty environment keeps the preloads of NODE_OPTIONS, ours and others', out of the writer thread.
    env: {},
    execArgv: ["--expose-internals", "--no-warnings"],
    name: "functrace writer",
    // Its garbage is buffers outside of the heap, and those are freed when the young generation is collected: often, if it is small.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  writer.unref();
  writer.on("error", () => atomicsStore(control, WRITER, CLOSED));
  const processData: ProcessData = { control: data.control, channel };
  threads.setEnvironmentData(PROCESS_KEY, processData as never);
  start(control, MAIN_SLOTS, (message) => writer.postMessage(message));
  watchProcess(control, () => {
    atomicsStore(control, CLOSE, 1);
    atomicsAdd(control, WAKE, 1);
    atomicsNotify(control, WAKE);
    for (let state = atomicsLoad(control, WRITER); state !== CLOSED; state = atomicsLoad(control, WRITER)) {
      if (atomicsWait(control, WRITER, state, CLOSE_MS_MAX) === "timed-out") return;
    }
  });
}

function startThread(data: ProcessData): void {
  const control = new Int32Array(data.control);
  const ready = writerReady(control);
  ready();
  if (atomicsLoad(control, WRITER) !== READY) return;
  const channel = new threads.BroadcastChannel(data.channel);
  channel.unref();
  const send = (message: WriterMessage): void => channel.postMessage(message);
  if (isLoaderThread) {
    // Files are announced from here on Node 20; their ids are the process's, so the thread does not matter.
    installHost({ registry: createRegistry(control, 0, send), recorder: undefined, folder: OWN_FOLDER, ready });
    return;
  }
  start(control, WORKER_SLOTS, send);
  process.on("exit", () => send({ kind: "ended", thread: threads.threadId }));
}

function start(control: Int32Array, slots: number, send: (message: WriterMessage) => void): void {
  const ring = createRing(slots);
  const thread = threads.threadId;
  const info: StreamInfo = {
    parentProcess: process.ppid,
    role: threads.isMainThread ? "main" : "worker",
    language: "js",
    engine: `node ${process.version}`,
    command: [...process.execArgv, ...process.argv.slice(1)],
    cwd: process.cwd(),
    clock: { monotonicNs: String(now()), unixMs: Date.now() },
  };
  send({ kind: "stream", thread, ring: ring.memory, info: stringify(info) });
  const policy: BehindPolicy = process.env["FUNCTRACE_BEHIND"] === "drop" ? "drop" : "wait";
  const recorder = createRecorder(ring, control, policy);
  installGlobals(recorder);
  installHost({ registry: createRegistry(control, thread, send), recorder, folder: OWN_FOLDER, ready: writerReady(control) });
  restoreFunctionText();
}

function writerReady(control: Int32Array): () => void {
  return () => {
    const begin = now();
    while (atomicsLoad(control, WRITER) === STARTING && now() - begin < READY_NS_MAX) atomicsWait(control, WRITER, STARTING, 100);
  };
}

function installGlobals(recorder: Recorder): void {
  const globals = {
    __ft_enter: recorder.enter,
    __ft_exit: recorder.exit,
    __ft_start: recorder.start,
    __ft_suspend: recorder.suspend,
    __ft_resume: recorder.resume,
    __ft_caught: recorder.caught,
    __ft_finish: recorder.finish,
    __ft_timer: watchTimers(recorder.fire),
  };
  for (const [name, value] of Object.entries(globals)) defineProperty(globalThis, name, { value });
}

function installHost(host: Host): void {
  defineProperty(globalThis, HOST_KEY, { value: host });
}
