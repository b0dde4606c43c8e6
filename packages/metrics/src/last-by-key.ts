/**
 * The last record of each key, sorted by key: two transactions that write the same rows then lock them in the same order
 * and wait for each other, while in their original order they could deadlock.
 */
export function lastByKey<Row>(records: readonly Row[], keyOf: (record: Row) => string): Row[] {
  const byKey = new Map(records.map((record) => [keyOf(record), record]))
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, record]) => record)
}
