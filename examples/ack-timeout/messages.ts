/** What the client and the kernel say to each other: one JSON object a datagram. */
export type ToKernel =
  | { readonly kind: "bind" }
  /** The system call `recv`: hand over the next message. */
  | { readonly kind: "recv" }
  | { readonly kind: "verdict"; readonly seq: number; readonly packet: number; readonly verdict: "accept" | "drop" };

export type FromKernel =
  | { readonly kind: "packet"; readonly id: number; readonly bytes: number }
  | { readonly kind: "ack"; readonly seq: number };

export const encode = (message: ToKernel | FromKernel): Buffer => Buffer.from(JSON.stringify(message));
export const decode = <Message>(datagram: Buffer): Message => JSON.parse(datagram.toString()) as Message;
