import type {openDesk} from '../helpers/scene.ts';

// Values read from a screen on the way through time.

export type Desk = ReturnType<typeof openDesk>;
export const text = (desk: Desk) => desk.see().rows().join('\n');
export const title = (desk: Desk) => desk.see().rows()[0];
export const now = (desk: Desk) => desk.scene().frame.tNs / 1e9;
