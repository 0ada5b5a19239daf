import type {Live} from '../../session/live.ts';
import type {RecorderPort} from '../../session/recorder/recorder-port.ts';
import type {DrillPort} from '../drill-port.ts';
import type {Effect} from '../scene/ui-state.ts';

type ScreenPort = {exit(): void; redraw(): void; recorder?: RecorderPort; drill?: DrillPort};

/** Carries out an effect. */
export function carryOut(effect: Effect, port: Live, screen: ScreenPort): void {
  switch (effect.effect) {
    case 'send':
      port.send?.(effect.command);
      break;
    case 'pause':
      port.pause();
      break;
    case 'resume':
      port.resume();
      break;
    case 'speed':
      port.setSpeed(effect.speed);
      break;
    case 'step':
      port.step(effect.by);
      break;
    case 'event':
      port.stepEvent(effect.line, effect.by);
      break;
    case 'seek':
      port.seek(effect.toNs);
      break;
    case 'stay':
      port.stay();
      break;
    case 'find':
      port.find(effect.by);
      break;
    case 'loop':
      port.setLoop(!port.loops);
      break;
    case 'record':
      screen.recorder?.toggle();
      break;
    case 'again':
      screen.drill?.watchAgain();
      break;
    case 'redraw':
      screen.redraw();
      break;
    case 'quit':
      screen.exit();
      break;
    // screen/terminal/terminal.tsx handles ctrl-z, App what is saved.
    case 'suspend':
    case 'save':
    case 'picture':
  }
}
