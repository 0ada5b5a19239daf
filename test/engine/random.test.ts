import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {carve} from '../../src/engine/arena.ts';
import {Streams} from '../../src/engine/random.ts';
import {sfc32} from './reference.ts';

function stream(seed: number, name: string): Streams {
  const {state} = carve(alloc => new Streams(alloc, 1));
  state.seed(0, seed, name);
  return state;
}

function take<T>(n: number, draw: (i: number) => T): T[] {
  return Array.from({length: n}, (_, i) => draw(i));
}

describe('streams', () => {
  test('give the same numbers for the same seed and name, today and ever', () => {
    const streams = stream(42, 'eth0 arrivals');
    expect(take(4, () => streams.u32(0))).toEqual([683267292, 2465082799, 526883917, 3369023413]);
  });

  test('are sfc32', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string({unit: 'binary'}), (seed, name) => {
        const streams = stream(seed, name);
        const reference = sfc32(seed, name);
        expect(take(20, () => streams.u32(0))).toEqual(take(20, () => reference.next().value));
      }),
    );
  });

  test('do not disturb each other', () => {
    const {state: streams} = carve(alloc => new Streams(alloc, 3));
    for (const [i, name] of ['a', 'b', 'c'].entries()) streams.seed(i, 1, name);
    const alone = stream(1, 'b');
    const together = take(50, () => {
      streams.exponential(0, 1000);
      streams.u32(2);
      return streams.u32(1);
    });
    expect(together).toEqual(take(50, () => alone.u32(0)));
  });

  test('differ for any other seed or name', () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 52];
    const names = ['', 'a', 'b', 'ab', 'ba', '\0', 'a\0', ...take(2000, i => `device ${i}`)];
    const starts = seeds.flatMap(seed => names.map(name => String(take(2, drawFrom(stream(seed, name))))));
    expect(new Set(starts).size).toBe(seeds.length * names.length);
  });
});

test('uniform is a draw divided by 2^32, its moments those of [0, 1)', () => {
  const draws = take(300_000, drawFrom(stream(1, 'a')));
  const streams = stream(1, 'a');
  const numbers = draws.map(() => streams.uniform(0));
  expect(numbers).toEqual(draws.map(draw => draw / 2 ** 32));
  expect(mean(numbers)).toBeCloseTo(1 / 2, 2);
  expect(mean(numbers.map(x => (x - 1 / 2) ** 2))).toBeCloseTo(1 / 12, 3);
});

describe('below', () => {
  test.each([1, 2, 6, 1000])('gives each of %d integers as often as any other', n => {
    const streams = stream(3, 'below');
    const counts = new Array<number>(n).fill(0);
    const share = 200_000 / n;
    for (let i = 0; i < 200_000; i++) counts[streams.below(0, n)] += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - share) ** 2 / share, 0);
    expect(Math.abs(chiSquare - (n - 1))).toBeLessThan(4 * Math.sqrt(2 * n));
  });

  test('draws again what would favour some: 2^32 is 3 times 0x50000000 and a rest', () => {
    const streams = stream(4, 'below');
    const draw = drawFrom(stream(4, 'below'));
    const kept = take(2000, draw).filter(drawn => drawn < 3 * 0x50000000);
    expect(kept.length).toBeLessThan(1950);
    expect(kept.map(() => streams.below(0, 0x50000000))).toEqual(kept.map(drawn => Math.floor(drawn / 3)));
  });

  test('takes bounds up to 2^32', () => {
    expect(stream(5, 'below').below(0, 2 ** 32)).toBe(stream(5, 'below').u32(0));
    for (const n of [0, -1, Number.NaN, 2 ** 32 + 1]) {
      expect(() => stream(5, 'below').below(0, n)).toThrow(`below(${n}): the bound must be from 1 to 2^32`);
    }
  });
});

describe('exponential', () => {
  // What the stream draws, by the definition: -ln of a uniform number, of which a draw below 2^-16 is only the beginning.
  const minusLog = (draw: () => number): number => {
    const drawn = draw();
    return drawn < 2 ** 16 ? 16 * Math.LN2 + minusLog(draw) : -Math.log(drawn / 2 ** 32);
  };

  test('is -ln u within 3e-8 of the mean, also in the tail', () => {
    const streams = stream(6, 'exponential');
    const draw = drawFrom(stream(6, 'exponential'));
    const errors = take(1_000_000, () => {
      const exact = minusLog(draw);
      return {exact, error: Math.abs(streams.exponential(0, 2 ** 45) / 2 ** 45 - exact)};
    });
    const worst = (some: typeof errors) => some.reduce((most, {error}) => Math.max(most, error), 0);
    const tail = errors.filter(({exact}) => exact > 16 * Math.LN2);
    expect(tail.length).toBeGreaterThan(5);
    expect([worst(errors) < 3e-8, worst(errors) > 2e-8, worst(tail) < 3e-8]).toEqual([true, true, true]);
  });

  test.each([300, 1e6, 2 ** 40])('has the moments of the distribution, mean %d ns', meanNs => {
    const streams = stream(8, 'moments');
    const units = take(400_000, () => streams.exponential(0, meanNs) / meanNs);
    const moments = [1, 2, 3].map(power => mean(units.map(x => x ** power)));
    expect(moments[0]).toBeCloseTo(1, 2);
    expect(moments[1] / 2).toBeCloseTo(1, 1.5);
    expect(moments[2] / 6).toBeCloseTo(1, 1);
  });

  test('is an integer of at least 1', () => {
    const streams = stream(9, 'integer');
    for (const meanNs of [0, 1, 2.5, 1000]) {
      const times = take(1000, () => streams.exponential(0, meanNs));
      expect(times.every(ns => Number.isInteger(ns) && ns >= 1)).toBe(true);
    }
  });

  test('gives the same times for the same seed and name, today and ever', () => {
    const streams = stream(42, 'eth0 arrivals');
    const times = [1838313, 555219, 2098219, 242821];
    expect(take(4, () => streams.exponential(0, 1e6))).toEqual(times);
    const reference = sfc32(42, 'eth0 arrivals');
    expect(take(4, () => Math.round(minusLog(() => reference.next().value) * 1e6))).toEqual(times);
  });
});

function drawFrom(streams: Streams): () => number {
  return () => streams.u32(0);
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
