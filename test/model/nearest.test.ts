import {expect, test} from 'vitest';
import {nearest} from '../../src/model/words/nearest.ts';

const NAMES = ['hang_domain', 'slow_domain', 'reset_device', 'disk', 'net', 'usb', 'starvedNs', 'starvedBy'];

test.each([
  ['hagn_domain', 'hang_domain'],
  ['HANG_DOMAIN', 'hang_domain'],
  ['resetdevice', 'reset_device'],
  ['dsk', 'disk'],
  ['nt', 'net'],
  ['starved', 'starvedNs'],
  ['res', 'reset_device'],
  ['nte', 'net'],
  ['xyz', null],
  ['quit', null],
  ['', null],
])('%s means %s', (word, meant) => {
  expect(nearest(word, NAMES)).toBe(meant);
});
