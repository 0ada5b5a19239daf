// npm run recordings: makes each recording of this folder again. Compare old and new ones with zcat and diff.
import {PassThrough} from 'node:stream';
import {program} from '../src/cli/program/program.ts';
import {STORIES, type Story} from './stories.ts';

const FOLDER = new URL('.', import.meta.url);

/** Records a story into a file; throws when that fails. */
export async function record({argv}: Story, file: string): Promise<void> {
  let errors = '';
  const status = await program(
    [...argv, '-w', file],
    {
      write: async () => true,
      say: sentence => {
        errors += sentence;
      },
      stdin: () => new PassThrough(),
      isTTY: false,
      env: {},
      signal: new AbortController().signal,
    },
    () => '',
  );
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${errors}`);
}

if (import.meta.main) {
  for (const story of STORIES) await record(story, new URL(`${story.name}.ndjson.gz`, FOLDER).pathname);
}
