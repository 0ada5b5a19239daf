/** The part of blessed-contrib's line chart that `plot.ts` uses. Most of it is not documented: its version is pinned. */
declare module 'blessed-contrib/lib/widget/charts/line.js' {
  export default class Line {
    constructor(options: {
      screen: {setEffects(): void};
      xPadding: number;
      numYLabels: number;
      maxY: number;
    });
    /** Dots, of which a cell has 2 x 4. */
    canvasSize: {width: number; height: number};
    ctx: {
      translate(x: number, y: number): void;
      beginPath(): void;
      lineTo(x: number, y: number): void;
      stroke(): void;
      fillText(text: string, x: number, y: number): void;
      clearRect(x: number, y: number, width: number, height: number): void;
      strokeStyle: string;
      _canvas: {
        /** A byte per cell: its dots as in the braille block of Unicode. */
        content: Uint8Array;
        /** The SGR sequence per cell of what was drawn last there. */
        colors: (string | undefined)[];
      };
    };
    calcSize(): void;
    emit(event: 'attach'): boolean;
    setData(data: {x: string[]; y: number[]; style: {line: string}}[]): void;
  }
}
