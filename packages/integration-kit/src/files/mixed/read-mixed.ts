import type { EntryContent } from '../import-entries.ts'
import { rejectedEntry } from '../json/json-entries.ts'
import type { MixedEntry, MixedFile } from './mixed-export.ts'

/**
 * Reads files of which each object or row is one record: `read` returns it, or the reason why it is rejected, or `undefined` for one that is
 * left out on purpose. A row that cannot be read is rejected.
 *
 * @example
 * importFile: (context) =>
 *   importMixed(context, MIXED, {
 *     only: ['weight'],
 *     read: (files) => readMixed(files, ({ value }) => (value['weight'] === undefined ? 'It has no weight.' : weighing(value))),
 *   })
 */
export async function* readMixed<Kind extends string, Row extends object>(
  files: readonly MixedFile<Kind>[],
  read: (entry: MixedEntry, file: MixedFile<Kind>) => Row | string | undefined,
): AsyncGenerator<readonly EntryContent<Row>[]> {
  for (const file of files)
    for await (const entries of file.entries())
      yield entries.map((entry) => {
        const row = entry.fault ?? read(entry, file)
        if (row === undefined) return { skipped: true }
        if (typeof row === 'string') return { rejected: rejectedEntry(entry, row, entry.value) }
        return { toRecord: () => row }
      })
}
