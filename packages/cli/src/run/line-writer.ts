/**
 * Lines to a file descriptor that another process writes to as well: whole lines in each write, no more bytes than a pipe takes in one
 * piece, and never waiting for a slow reader.
 */
import { writeSync } from "node:fs";
import { systemCode } from "../errors.js";

/** POSIX: a write of up to PIPE_BUF bytes is not mixed with another's. 4,096 on Linux, 512 at least; macOS takes more in practice. */
const PIECE_BYTES = 4096;
/** Bytes that wait for the reader before it counts as behind. */
const BEHIND_BYTES = 256 * 1024;
const RETRY_MS = 10;

export class LineWriter {
  /** Pieces of whole lines, and the one that is being filled. */
  private readonly pieces: Buffer[] = [];
  private piece = "";
  private bytes = 0;
  /** Nobody reads any more. */
  private isClosed = false;

  constructor(private readonly file: number) {}

  /** So much waits for the reader that there should be no more. */
  get isBehind(): boolean {
    return this.bytes > BEHIND_BYTES;
  }

  add(line: string): void {
    // Characters beyond ASCII take up to three bytes each; a piece that turns out too large is only less well kept together.
    if (this.piece.length + line.length >= PIECE_BYTES) this.close();
    this.piece += `${line}\n`;
  }

  /** Writes what the reader takes right now. */
  flush(): void {
    this.close();
    while (this.pieces.length > 0 && this.write(this.pieces[0]!)) this.pieces.shift();
  }

  /** Writes all, waiting for the reader. */
  async end(): Promise<void> {
    for (this.flush(); this.pieces.length > 0; this.flush()) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  private close(): void {
    if (this.piece === "") return;
    const piece = Buffer.from(this.piece);
    this.pieces.push(piece);
    this.bytes += piece.length;
    this.piece = "";
  }

  /** False when the reader takes no more for now. */
  private write(piece: Buffer): boolean {
    if (!this.isClosed) {
      try {
        const written = writeSync(this.file, piece);
        this.bytes -= written;
        if (written === piece.length) return true;
        this.pieces[0] = piece.subarray(written);
        return false;
      } catch (error) {
        const code = systemCode(error);
        if (code === "EAGAIN" || code === "EWOULDBLOCK") return false;
        // The program goes on without a reader, and so does its recording.
        this.isClosed = true;
      }
    }
    this.bytes -= piece.length;
    return true;
  }
}
