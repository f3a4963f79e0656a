/**
 * A client in the manner of go-nfnetlink. Its receive loop hands each packet to the consumer and waits until the consumer has
 * taken it; the consumer gives its verdict and waits for the acknowledgement, which only the receive loop can read.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { decode, encode, type FromKernel, type ToKernel } from "./messages.ts";

const ACK_TIMEOUT_MS = 250;

export interface Packet {
  readonly id: number;
  readonly bytes: number;
}

type Waiter<Value> = (value: Value) => void;

export class NetlinkSocket {
  readonly #socket: Socket = createSocket("udp4");
  readonly #kernelPort: number;
  readonly #responses = new Map<number, Waiter<void>>();
  #datagram: Waiter<Buffer> | undefined;
  /** The channel between receive loop and consumer: it holds nothing, each side waits for the other. */
  #offered: { packet: Packet; taken: Waiter<void> } | undefined;
  #wanted: Waiter<Packet> | undefined;
  #seq = 0;

  constructor(kernelPort: number) {
    this.#kernelPort = kernelPort;
  }

  async open(): Promise<void> {
    this.#socket.on("message", (datagram) => this.#datagram?.(datagram));
    this.#socket.bind(0, "127.0.0.1");
    await once(this.#socket, "listening");
    void this.receive();
  }

  close(): void {
    this.#socket.close();
  }

  /** The receive loop. */
  async receive(): Promise<void> {
    for (;;) {
      const message = await this.fillRecvBuffer();
      if (message.kind === "ack") this.#responses.get(message.seq)?.();
      else await this.deliverPacket(message);
    }
  }

  /** Reads one message from the kernel. */
  fillRecvBuffer(): Promise<FromKernel> {
    return new Promise((resolve) => {
      this.#datagram = (datagram) => resolve(decode<FromKernel>(datagram));
      this.Send({ kind: "recv" });
    });
  }

  /** Hands a packet to the consumer; done when the consumer has taken it. */
  deliverPacket(packet: Packet): Promise<void> {
    return new Promise((taken) => {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      if (wanted === undefined) this.#offered = { packet, taken };
      else {
        wanted(packet);
        taken();
      }
    });
  }

  nextPacket(): Promise<Packet> {
    return new Promise((resolve) => {
      const offered = this.#offered;
      this.#offered = undefined;
      if (offered === undefined) this.#wanted = resolve;
      else {
        resolve(offered.packet);
        offered.taken();
      }
    });
  }

  async Accept(packet: Packet): Promise<boolean> {
    return this.sendWithAck({ kind: "verdict", seq: ++this.#seq, packet: packet.id, verdict: "accept" });
  }

  /** Sends and waits for the acknowledgement; false when none came in time. */
  async sendWithAck(message: ToKernel & { readonly seq: number }): Promise<boolean> {
    this.Send(message);
    try {
      await this.readResponse(message.seq);
      return true;
    } catch {
      return false;
    }
  }

  Send(message: ToKernel): void {
    this.#socket.send(encode(message), this.#kernelPort, "127.0.0.1");
  }

  readResponse(seq: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#responses.delete(seq);
        reject(new Error(`timeout waiting for the response to ${seq}`));
      }, ACK_TIMEOUT_MS);
      this.#responses.set(seq, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
