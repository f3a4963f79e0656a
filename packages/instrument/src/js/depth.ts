/**
 * Whether a source is nested so deeply that a native parser could run out of stack, which ends the process; one written in
 * JavaScript throws instead.
 *
 * Measured: oxc-parser 0.159 dies on the main thread's 8 MiB of some 10,000 nested brackets or chained conditionals, which V8 takes
 * (it gives up on most, but not on chains of operators). A guess by characters, strings and comments included: nothing
 * is lost by a guess too many but some speed.
 */
const DEPTH_MAX = 1500;
const CHAIN_MAX = 3000;

export const mayExhaustStack = (source: string): boolean => {
  if (source.length < CHAIN_MAX) return false;
  let depth = 0;
  let chain = 0;
  for (let i = 0; i < source.length; i++) {
    switch (source.charCodeAt(i)) {
      case 0x28: // (
      case 0x5b: // [
        if (++depth > DEPTH_MAX) return true;
        break;
      case 0x7b: // {
        chain = 0;
        if (++depth > DEPTH_MAX) return true;
        break;
      case 0x29: // )
      case 0x5d: // ]
        if (depth > 0) depth--;
        break;
      case 0x7d: // }
        chain = 0;
        if (depth > 0) depth--;
        break;
      case 0x2c: // ,
      case 0x3b: // ;
        chain = 0;
        break;
      case 0x21: // !
      case 0x2b: // +
      case 0x2d: // -
      case 0x2e: // .
      case 0x3e: // > of =>
      case 0x3f: // ?
      case 0x7c: // |
      case 0x7e: // ~
        if (++chain > CHAIN_MAX) return true;
        break;
      default:
    }
  }
  return false;
};
