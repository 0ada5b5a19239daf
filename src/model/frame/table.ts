/**
 * Rows in the order of the keyframe, found by key at the cost of one map look-up. Immutable: a change makes a new table, and rows
 * that were not changed keep their identity.
 *
 * A class on purpose: immer hands class instances on as they are and never drafts what is in them. The rows are the sample
 * matrix; a thousand of them, all touched, cost 1.5 ms a sample when they are replaced and 14 ms when immer drafts each.
 */
export class Table<Row, Key extends string | number = string> {
  readonly rows: readonly Row[];
  readonly #index: ReadonlyMap<Key, number>;

  private constructor(rows: readonly Row[], index: ReadonlyMap<Key, number>) {
    this.rows = rows;
    this.#index = index;
  }

  /** A table of these rows; of two with one key the later is found. */
  static of<Row, Key extends string | number = string>(rows: readonly Row[], key: (row: Row) => Key): Table<Row, Key> {
    return new Table(rows, new Map(rows.map((row, place) => [key(row), place])));
  }

  /** The place of a row in `rows`, `undefined` when there is none of that key. */
  place(key: Key): number | undefined {
    return this.#index.get(key);
  }

  get(key: Key): Row | undefined {
    const place = this.#index.get(key);
    return place === undefined ? undefined : this.rows[place];
  }

  /** The same keys in the same order with other rows. */
  with(rows: readonly Row[]): Table<Row, Key> {
    return new Table(rows, this.#index);
  }

  /** One row changed; this table itself when there is no such row. */
  change(key: Key, change: (row: Row) => Partial<Row>): Table<Row, Key> {
    const place = this.#index.get(key);
    if (place === undefined) return this;
    const row = this.rows[place];
    return this.with(this.rows.with(place, {...row, ...change(row)}));
  }
}
