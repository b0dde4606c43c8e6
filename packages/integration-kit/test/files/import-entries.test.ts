import { expect, test } from 'vitest'
import { CHARACTERS_PER_PAGE, ENTRIES_PER_PAGE, importEntries } from '../../src/files/import-entries.ts'
import type { JsonValue } from '../../src/stream.ts'

const signal = new AbortController().signal

/** How many entries each page has; the entries are their lengths. */
async function pagesOf(lengths: readonly number[], cursor?: JsonValue): Promise<number[]> {
  const pages = importEntries<number, number>(
    { cursor, signal },
    {
      entries: async function* () {
        yield lengths
      },
      sizeOf: (length) => length,
      reader: () => (length) => ({ toRecord: () => length }),
    },
  )
  const counts: number[] = []
  for await (const { records } of pages) counts.push(records.length)
  return counts
}

test('a page of short entries has so many of them, a page of long ones fewer', async () => {
  expect(await pagesOf(Array.from({ length: ENTRIES_PER_PAGE + 1 }, () => 100))).toEqual([
    ENTRIES_PER_PAGE,
    1,
  ])
  const quarter = CHARACTERS_PER_PAGE / 4
  expect(await pagesOf(Array.from({ length: 10 }, () => quarter))).toEqual([4, 4, 2])
})

test('an import resumes after a page of long entries', async () => {
  const lengths = Array.from({ length: 10 }, () => CHARACTERS_PER_PAGE / 4)
  expect(await pagesOf(lengths, { entry: 4, total: 10 })).toEqual([4, 2])
})

test('the warning about the file and the one at the end are told apart, also on one page', async () => {
  const told: unknown[] = []
  const source = {
    entries: async function* () {
      yield [1, 2]
    },
    sizeOf: () => 1,
    reader: () => (entry: number) => ({ toRecord: () => entry }),
    report: { rejected: [], warning: 'A file is not imported.' },
    compare: (_: readonly number[], { last }: { last: boolean }) =>
      Promise.resolve(last ? 'A day is left out.' : undefined),
  }
  for await (const { records, warning, cursor } of importEntries<number, number>(
    { cursor: undefined, signal },
    source,
  ))
    told.push({ records, warning, cursor })
  const cursor = { entry: 2, total: 2 }
  expect(told).toEqual([
    { records: [1, 2], warning: 'A file is not imported.', cursor },
    { records: [], warning: 'A day is left out.', cursor },
  ])
})
