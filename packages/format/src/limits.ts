/** A limit on everything: a reader refuses what is beyond these, a writer never makes it. */

/** Functions or sites of one process. The word `id * 8 + code` must stay a small integer of V8 (31 bits). */
export const FUNCTIONS_MAX = 2 ** 28 - 1;
/** Calls of one stream that are open and can be suspended, at one time; `frame * 2 + flag` must stay below 2^31. */
export const FRAMES_MAX = 2 ** 30 - 1;
/** Events of one block. */
export const BLOCK_EVENTS_MAX = 1 << 20;
/** Bytes of one block's payload, before compression. */
export const BLOCK_BYTES_MAX = 64 << 20;
/** Bytes that one event can take: word (5), time (8), extra (5), each a varint. */
export const EVENT_BYTES_MAX = 18;
/** Characters of a name or of a piece of source kept in the function table. */
export const NAME_CHARACTERS_MAX = 200;
