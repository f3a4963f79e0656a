/** What traced threads tell the writer, besides events. Metadata travels as JSON text: it is written as it is. */
export type WriterMessage =
  | { readonly kind: "stream"; readonly thread: number; readonly ring: SharedArrayBuffer; readonly info: string }
  | { readonly kind: "functions" | "skipped" | "mark"; readonly thread: number; readonly json: string }
  | { readonly kind: "ended"; readonly thread: number };

/** What the writer is started with. */
export interface WriterData {
  readonly control: SharedArrayBuffer;
  readonly file: string;
  readonly channel: string;
}

/** What a process's main thread leaves for its workers, in worker_threads' environment data under this key. */
export const PROCESS_KEY = "functrace";
export interface ProcessData {
  readonly control: SharedArrayBuffer;
  readonly channel: string;
}
