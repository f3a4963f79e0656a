/**
 * What a reader had to leave out or make up. Losses of one kind are listed one by one up to a limit, then counted together,
 * so that a recording damaged all over does not answer with a million lines.
 */
import type { Loss } from "./model.js";

const LISTED_MAX = 20;

export class Losses {
  private readonly listed: Loss[];
  private readonly more = new Map<Loss["kind"], { count: number; losses: number }>();

  /** Begins with the losses of an earlier step. */
  constructor(before: readonly Loss[] = []) {
    this.listed = [...before];
  }

  add(kind: Loss["kind"], count: number, text: string): void {
    if (this.listed.reduce((listed, loss) => listed + (loss.kind === kind ? 1 : 0), 0) < LISTED_MAX) {
      this.listed.push({ kind, text, count });
      return;
    }
    const more = this.more.get(kind) ?? { count: 0, losses: 0 };
    this.more.set(kind, { count: more.count + count, losses: more.losses + 1 });
  }

  toArray(): Loss[] {
    const rest = [...this.more].map(([kind, { count, losses }]): Loss => ({ kind, text: `${kind}: ${losses} more`, count }));
    return [...this.listed, ...rest];
  }
}
