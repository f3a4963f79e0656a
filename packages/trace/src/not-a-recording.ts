/** The one error of this package: these bytes hold no block that can be read. Anything less than that becomes a Loss. */
export class NotARecording extends Error {
  constructor(
    readonly fault: "empty" | "no block" | "newer version",
    readonly bytes: number,
  ) {
    super(message(fault, bytes));
    this.name = "NotARecording";
  }
}

function message(fault: NotARecording["fault"], bytes: number): string {
  switch (fault) {
    case "empty":
      return "the recording is empty (0 bytes): the program ended before its first block was written; run it again with `functrace run`";
    case "no block":
      return `not a recording: none of its ${bytes} bytes begin a block that can be read; give a file that \`functrace run\` wrote`;
    case "newer version":
      return `the recording (${bytes} bytes) was written by a newer functrace: update functrace to read it`;
  }
}
