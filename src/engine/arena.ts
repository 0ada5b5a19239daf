/** Hands out zeroed views, each 8-byte aligned, all in one buffer. */
export type Alloc = {
  i32(n: number): Int32Array;
  u32(n: number): Uint32Array;
  f64(n: number): Float64Array;
  u8(n: number): Uint8Array;
};

/**
 * Builds `state` so that all its views lie in one `buffer`, of which one copy is then a snapshot.
 *
 * `shape` runs twice: once to measure, with views that are thrown away, and once for real. It must be pure: the same
 * requests in the same order, and nothing kept from the first run. Throws when the two runs asked for different views.
 */
export function carve<T>(shape: (alloc: Alloc) => T): {buffer: ArrayBuffer; state: T} {
  const measured: string[] = [];
  let size = 0;
  shape(
    allocFrom((kind, bytes) => {
      measured.push(kind);
      size += bytes;
      return {buffer: new ArrayBuffer(bytes), offset: 0};
    }),
  );

  const buffer = new ArrayBuffer(size);
  let views = 0;
  let offset = 0;
  const state = shape(
    allocFrom((kind, bytes) => {
      checkSame(views, measured[views], kind);
      views += 1;
      offset += bytes;
      return {buffer, offset: offset - bytes};
    }),
  );
  checkSame(views, measured[views], undefined);
  return {buffer, state};
}

/** Copies the whole state: into `into` when given (0 allocation but two views), else into a new buffer. */
export function snapshot(buffer: ArrayBuffer, into?: ArrayBuffer): ArrayBuffer {
  if (into === undefined) return buffer.slice(0);
  copy(buffer, into);
  return into;
}

/** Puts the state back to what `from` holds. Throws when `from` is no snapshot of a buffer of this size. */
export function restore(buffer: ArrayBuffer, from: ArrayBuffer): void {
  copy(from, buffer);
}

type Place = {buffer: ArrayBuffer; offset: number};

function allocFrom(take: (kind: string, bytes: number) => Place): Alloc {
  const view =
    <V>(View: {new (buffer: ArrayBuffer, offset: number, n: number): V; name: string; BYTES_PER_ELEMENT: number}) =>
    (n: number): V => {
      const {buffer, offset} = take(`${View.name}(${n})`, Math.floor((n * View.BYTES_PER_ELEMENT + 7) / 8) * 8);
      return new View(buffer, offset, n);
    };
  return {i32: view(Int32Array), u32: view(Uint32Array), f64: view(Float64Array), u8: view(Uint8Array)};
}

function checkSame(index: number, measured: string | undefined, asked: string | undefined): void {
  if (measured === asked) return;
  throw new Error(
    `carve: the shape must ask for the same views in both runs, but view ${index} was ` +
      `${measured ?? 'not asked for'} and then ${asked ?? 'not asked for'}`,
  );
}

function copy(from: ArrayBuffer, to: ArrayBuffer): void {
  if (from.byteLength !== to.byteLength) {
    throw new RangeError(`a snapshot of ${from.byteLength} bytes does not fit a state of ${to.byteLength} bytes`);
  }
  new Uint8Array(to).set(new Uint8Array(from));
}
