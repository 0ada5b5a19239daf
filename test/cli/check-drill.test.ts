import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {irqdeck} from '../helpers/io.ts';
import {openCheck} from './checked.ts';

const {dir, check} = openCheck();

describe('a drill', () => {
  const taken = readFileSync('test/captures/drill-hung-sharer.ndjson.gz');
  const lines = gunzipSync(taken).toString().split('\n');

  test('is taken again with what its trainee did', async () => {
    const says =
      'FILE: reproduced: 52.700 s of the drill hung-sharer on poweredge-400sc, policy xen-2005, seed 1; 556 records, 5 commands';
    expect(await check(taken)).toEqual([0, says]);
    expect(await check(gzipSync(lines.join('\n')))).toEqual([0, says]);
  });

  const changed = (find: string, from: string | RegExp, to: string) => {
    const at = lines.findIndex(line => line.includes(find));
    return [at + 1, lines.with(at, lines[at].replace(from, to)).join('\n')] as const;
  };
  test.each([
    [
      'who was reset',
      changed('"command":"reset_device"', 'eth0', 'libata'),
      /, the (command_applied|device_reset) at 41.000 s, is different in the new run/,
    ],
    [
      'who broke',
      changed('"inject_applied"', 'net', 'usb'),
      /, the inject_applied at 31.100 s, .*domain was "usb" and is/,
    ],
    [
      'that it was won',
      changed('drill_ended', 'true', 'false'),
      /, the drill_ended at 52.700 s, .*: won was false and is/,
    ],
    [
      'what is paged',
      changed('"paged"', 'above 5 s', 'above 1 s'),
      /, the paged at 38.900 s, is different in the new run/,
    ],
    [
      'a count',
      changed('"t":43000000000', /"raised":\d+/, '"raised":1'),
      /, the sample at 43.000 s, .*raised was 1 and is/,
    ],
  ])('who changed %s is found out', async (_what, [line, text], says) => {
    const [status, told] = await check(text);
    expect(status).toBe(5);
    const named = Number(/^FILE: line (\d+), /.exec(told)?.[1]);
    // The commands are sent as recorded: only their results differ.
    expect(named).toBeGreaterThanOrEqual(line);
    expect(named).toBeLessThanOrEqual(line + 1);
    expect(told).toMatch(says);
  });

  test.each([
    [
      'has a fault',
      lines[0].replace('hung-sharer\\\\ntitle', 'hung-sharer\\\\ntitel'),
      /^FILE: the recording can not be run again: the drill in its header has a fault in line \d+: /,
    ],
    [
      'can not be read',
      lines[0].replace('"text":["', '"text":["x'),
      'FILE: the recording can not be run again: the drill in its header can not be read',
    ],
  ])('whose text %s can not be taken again', async (_what, header, says) => {
    expect(header).not.toBe(lines[0]);
    expect(await check(lines.with(0, header).join('\n'))).toEqual([
      5,
      typeof says === 'string' ? says : expect.stringMatching(says),
    ]);
  });

  test('whatever its trainee does comes again', async () => {
    const file = join(dir, 'drill.gz');
    const order = fc.constantFrom(
      'reset_device eth0',
      'reset_device libata',
      'restart_domain net',
      'kill_domain usb',
      'hang_domain net',
      'unmask_line 169',
      'take_hint',
      'answer_diagnosis 2',
      'answer_diagnosis 9',
      'freeze',
      'acknowledge_alert 169',
      'acknowledge_alert starvation/169/disk',
      'add_marker here',
      'page who is there?',
      'say nothing',
    );
    const orders = fc.array(fc.tuple(fc.integer({min: 300, max: 900}), order), {maxLength: 12});
    const drill = fc.constantFrom('hung-sharer', 'false-alarm');
    await fc.assert(
      fc.asyncProperty(drill, fc.nat(5), orders, async (name, seed, asked) => {
        // Between samples too.
        const script = asked.flatMap(([tenths, text]) => ['--do', `${tenths * 100 + (tenths % 7)}ms ${text}`]);
        await irqdeck(['drill', name, '-J', '-q', '--seed', `${seed}`, '-w', file, ...script]);
        const {status, stdout} = await irqdeck(['check', file]);
        expect([status, stdout]).toEqual([0, expect.stringContaining(`of the drill ${name} on `)]);
      }),
      {numRuns: 6},
    );
  });
});
