import {useEffect, useRef} from 'react';
import type {DrillPort} from '../drill-port.ts';

/** Calls back after every change of a drill; `began`: its debrief has just begun to be worked out. */
export function useDrill(drill: DrillPort | undefined, changed: (began: boolean) => void): void {
  const handler = useRef(changed);
  handler.current = changed;
  useEffect(() => {
    let before = drill?.debrief ?? null;
    return drill?.subscribe(() => {
      const began = before === null && drill.debrief !== null;
      before = drill.debrief;
      handler.current(began);
    });
  }, [drill]);
}
