import {expect, test} from 'vitest';
import {THREAD_CLAIMS} from '../../src/cli/show/lists/thread-claims.ts';
import {irqdeck} from '../helpers/io.ts';

// Each claim of the thread is shown by the command that `list claims` gives for it: what to look for stands in what it prints.

/** By number of the claim: what the last frame, or the table, must say. */
const SHOWN: readonly RegExp[] = [
  /net +hung[\s\S]*disk +running +ok[\s\S]*usb +running +ok/,
  /line 11 was masked by an operator/,
  /the host is lost: CPU0 did nothing but take interrupts/,
  /the host is lost: CPU0 did nothing but take interrupts/,
  /the devices of net on line 169 went through D3hot: eth0 quiet/,
  /eth0 interrupts on line \d+, no longer on 11: it is in PCI2/,
  /169[\s\S]* open[\s\S]*eth0/,
  /169[\s\S]* open[\s\S]*eth0/,
  /net was destroyed[\s\S]*net is ready, bound to line 169/,
  /usb starves on line 169: net has not acknowledged/,
  /line 169 is killed/,
  /net is ready, bound to line 169/,
  /line 169 storms|limited/,
  /23\.\d%/,
  /D3cold needs a slot whose power can be switched/,
  /xen-2005 +up +-|xen-2005 +up +<?0\.0/,
  /video[\s\S]*by net/,
  // 4 s of 5,000 a second: 2 + 3 x 0.5 in the supervisor, and disk and usb on CPU0, each 4 + 2 + 1 µs at most: 7 to 8 %; alone 1 %.
  /in interrupts: CPU0 [678]\.\d%/,
  /router: /,
  /libata/,
  /the descriptor of [^ ]+ does not work/,
  /PCI-MSI/,
  /eth0 interrupts on line 169, no longer on \d+/,
];

test.each(THREAD_CLAIMS.map((claim, at) => [at + 1, claim.command, SHOWN[at]] as const))(
  'claim %i: %s',
  async (_number, command, shown) => {
    const {stdout, stderr, status} = await irqdeck(words(command), {env: {COLUMNS: '200'}});
    expect({status, stderr}).toMatchObject({status: 0});
    expect(stdout).toMatch(shown);
  },
);

test('all of them are there', () => {
  // thread-2005: 23 rows.
  expect(THREAD_CLAIMS).toHaveLength(23);
  expect(SHOWN).toHaveLength(23);
});

/** A command line with single quotes, as a shell takes it. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}
