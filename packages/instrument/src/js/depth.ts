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

/** What each of the first 128 characters does to the two counts. */
const EFFECT = new Uint8Array(128);
const OPENS = 1;
const CLOSES = 2;
const CHAINS = 4;
const BREAKS_CHAIN = 8;
const give = (characters: string, effect: number): void => {
  for (const character of characters) EFFECT[character.charCodeAt(0)]! |= effect;
};
give("([{", OPENS);
give(")]}", CLOSES);
give("!+-.>?|~", CHAINS);
give("{},;", BREAKS_CHAIN);

export const mayExhaustStack = (source: string): boolean => {
  if (source.length < CHAIN_MAX) return false;
  let depth = 0;
  let chain = 0;
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    const effect = code < 128 ? EFFECT[code]! : 0;
    if (effect === 0) continue;
    if (effect & CHAINS) chain++;
    else if (effect & BREAKS_CHAIN) chain = 0;
    if (effect & OPENS) depth++;
    else if (effect & CLOSES && depth > 0) depth--;
    if (depth > DEPTH_MAX || chain > CHAIN_MAX) return true;
  }
  return false;
};
