import type { RejectedRecord } from '../stream.ts'

/**
 * Reads each item of an answer into a record; `read` returns the reason instead where one cannot be used, and the others come in.
 *
 * @example
 * readEach(['7', 'x'], (item) => numberOf(item) ?? 'It is no number.').records // [7]
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
