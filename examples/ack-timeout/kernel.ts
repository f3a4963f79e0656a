/**
 * A stand-in for the kernel's side of a netfilter queue, on a loopback UDP socket: packets wait in its queue for a verdict, and like
 * a netlink socket it hands over one message for each `recv`, in order. An acknowledgement waits its turn like anything else.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { decode, encode, type FromKernel, type ToKernel } from "./messages.ts";

export class Kernel {
  readonly #socket: Socket = createSocket("udp4");
  readonly #queue: FromKernel[] = [];
  #reader: RemoteInfo | undefined;

  async listen(packets: number): Promise<number> {
    for (let id = 1; id <= packets; id++) this.#queue.push({ kind: "packet", id, bytes: 60 + id });
    this.#socket.on("message", (datagram, from) => this.#receive(decode<ToKernel>(datagram), from));
    this.#socket.bind(0, "127.0.0.1");
    await once(this.#socket, "listening");
    return this.#socket.address().port;
  }

  close(): void {
    this.#socket.close();
  }

  #receive(message: ToKernel, from: RemoteInfo): void {
    if (message.kind === "recv") this.#reader = from;
    if (message.kind === "verdict") this.#queue.push({ kind: "ack", seq: message.seq });
    this.#handOver();
  }

  #handOver(): void {
    if (this.#reader === undefined || this.#queue.length === 0) return;
    const { address, port } = this.#reader;
    this.#reader = undefined;
    this.#socket.send(encode(this.#queue.shift()!), port, address);
  }
}
