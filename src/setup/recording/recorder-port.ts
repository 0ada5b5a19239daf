import {join} from 'node:path';
import {moment} from '../../model/words/numbers.ts';
import type {RecorderPort} from '../../session/recorder/recorder-port.ts';
import {makeFolder} from '../../store/files.ts';
import {type Environment, stamp, stateFolder} from '../../store/state-folder.ts';
import type {RecordingFile} from './recording-file.ts';

/** What a key can do with a recording: each one that it begins gets a new file in the user's folder. */
export function recorderPort(recording: RecordingFile, env: Environment): RecorderPort {
  const {tap} = recording;
  let refused: string | null = null;

  function start(): void {
    refused = null;
    try {
      recording.start(newFile(env));
    } catch (error) {
      refused = `${(error as Error).message}`;
    }
  }

  return {
    get state() {
      return tap.state;
    },
    get file() {
      return recording.file;
    },
    get fault() {
      const {fault} = recording;
      return refused ?? (fault && `the recording ended at ${moment(fault.t)}: ${fault.reason}`);
    },
    toggle: () => (tap.state === 'off' ? start() : recording.stop()),
  };
}

/** `~/.local/state/irqdeck/recordings/2026-11-24T21.30.05.250.ndjson.gz`. */
function newFile(env: Environment): string {
  const folder = join(stateFolder(env), 'recordings');
  makeFolder(folder);
  return join(folder, `${stamp()}.ndjson.gz`);
}
