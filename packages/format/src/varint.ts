/** Unsigned LEB128 (as in DWARF and protobuf) for whole numbers below 2^53: seven bits a byte, lowest first. */

/** Writes `value` at `at` and returns the position after it. The caller has made room. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  while (value > 0x7fffffff) {
    target[at++] = (value % 128) | 128;
    value = Math.floor(value / 128);
  }
  while (value > 127) {
    target[at++] = (value & 127) | 128;
    value >>>= 7;
  }
  target[at++] = value;
  return at;
}

/** Bytes that `writeVarint` takes for `value`. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (; value > 127; value = Math.floor(value / 128)) bytes++;
  return bytes;
}
