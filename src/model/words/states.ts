import type {LineFrameState} from '../../protocol/frame/frame.ts';

/** The state of a line in at most 13 characters; the words of the field where JSON has a code. */
export const LINE_STATE_WORDS: {readonly [state in LineFrameState]: string} = {
  open: 'open',
  'in-flight': 'waits for ack',
  masked: 'masked',
  limited: 'limited',
  unused: 'unused',
  killed: 'nobody cared',
  unknown: 'unknown',
};
