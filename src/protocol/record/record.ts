import type {Fact} from './fact.ts';
import type {Index} from './index.ts';
import type {Keyframe} from './keyframe.ts';
import type {Sample} from './sample.ts';
import type {Step} from './step.ts';

/**
 * The output of a source, in order of time. At one `t`: what happened, then the sample, then commands in order of arrival.
 * The first record is a keyframe.
 */
export type TraceRecord = Keyframe | Fact | Sample | Step | Index;
