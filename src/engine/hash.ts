/**
 * Adds one number to a running 32-bit hash (a round of MurmurHash3 for its low and its high word). `value` is an integer
 * up to 2^53; the hash is an int32, any to start with. Allocates nothing.
 */
export function mix(hash: number, value: number): number {
  return word(word(hash, value | 0), Math.floor(value / 0x100000000) | 0);
}

function word(hash: number, k: number): number {
  k = Math.imul(k, 0xcc9e2d51);
  hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
}
