import type { RejectedRecord } from '../stream.ts'

/**
 * Converts each item of a response to a record. `read` returns a reason instead for an unusable one, which is rejected alone.
 *
 * @example
 * readEach(['7', 'x'], (item) => numberOf(item) ?? 'It is not a number.').records // [7]
 */
export function readEach<Row extends object | number>(
  items: readonly unknown[],
  read: (item: unknown) => Row | string,
): { readonly records: readonly Row[]; readonly rejected: readonly RejectedRecord[] } {
  const records: Row[] = []
  const rejected: RejectedRecord[] = []
  for (const [index, item] of items.entries()) {
    const result = read(item)
    if (typeof result === 'string')
      rejected.push({ reason: result, position: `item ${index + 1}`, raw: item })
    else records.push(result)
  }
  return { records, rejected }
}
