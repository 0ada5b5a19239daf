// The engine's arithmetic once more, in BigInt: slow, and hard to get wrong in the same way.

const word = (n: bigint) => BigInt.asUintN(32, n);
const rotate = (n: bigint, by: bigint) => word((n << by) | (n >> (32n - by)));

/** A round of MurmurHash3 for each of the two words of `value`, as an int32. */
export function murmur(hash: number, value: number): number {
  let h = word(BigInt(hash));
  for (const k of [word(BigInt(value)), word(BigInt(value) >> 32n)]) {
    h ^= word(rotate(word(k * 0xcc9e2d51n), 15n) * 0x1b873593n);
    h = word(rotate(h, 13n) * 5n + 0xe6546b64n);
  }
  return Number(BigInt.asIntN(32, h));
}

/** The draws of one stream as unsigned 32-bit integers. */
export function* sfc32(seed: number, name: string): Generator<number, never> {
  let [a, b, c] = [0, 1, 2].map(lane => {
    const units = [...Array(name.length).keys()].map(i => name.charCodeAt(i));
    return word(BigInt([seed, ...units, name.length].reduce(murmur, lane)));
  });
  for (let counter = 1n; ; counter++) {
    const drawn = word(a + b + counter);
    a = b ^ (b >> 9n);
    b = word(c + (c << 3n));
    c = word(rotate(c, 21n) + drawn);
    if (counter > 16n) yield Number(drawn);
  }
}
