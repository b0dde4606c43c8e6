import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateViewingActivity, generateViewingHistory } from '../simulator/index.ts'
import { ROWS_PER_PAGE } from '../src/import-viewing-history.ts'
import { collected, pagesOf, recordsOf } from './import-file.ts'

const ROWS = 1300
const files = {
  quick: () => generateViewingHistory({ rows: ROWS, seed: 7 }),
  full: () => generateViewingActivity({ rows: ROWS, seed: 7 }),
}

test('pages end at whole cursors and tell how far they are', async () => {
  const pages = await collected(pagesOf(files.quick))
  expect(pages.map(({ cursor }) => cursor)).toEqual([
    { row: ROWS_PER_PAGE },
    { row: 2 * ROWS_PER_PAGE },
    { row: ROWS },
  ])
  expect(pages.map(({ progress }) => progress)).toEqual([500 / ROWS, 1000 / ROWS, 1])
  expect(pages.flatMap(({ records }) => records)).toHaveLength(ROWS)
})

test.each(Object.entries(files))(
  'a %s file cut anywhere gives what an undisturbed run gives',
  async (_name, open) => {
    const whole = await recordsOf(open)
    const skippedIn = async (cursor: number) => {
      const pages = await collected(pagesOf(open, { cursor: { row: cursor } }))
      const skipped = pages.reduce((sum, page) => sum + (page.skipped ?? 0), 0)
      return { records: pages.flatMap(({ records }) => records), skipped }
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: ROWS }), async (cut) => {
        const { records, skipped } = await skippedIn(cut)
        expect(records).toEqual(whole.slice(whole.length - records.length))
        expect(records.length + skipped).toBe(ROWS - cut)
      }),
      { numRuns: 30 },
    )
  },
)

test('the size of the chunks does not matter', async () => {
  const bytes = Buffer.concat(await collected(files.quick()))
  const whole = await recordsOf(bytes)
  for (const chunkBytes of [1, 13, 1_000_000]) expect(await recordsOf(bytes, { chunkBytes })).toEqual(whole)
})

test('the generator makes the same file of the same seed, and another of another', async () => {
  const made = async (seed: number) =>
    Buffer.concat(await collected(generateViewingHistory({ rows: 500, seed })))
  expect(await made(1)).toEqual(await made(1))
  expect(await made(2)).not.toEqual(await made(1))
})
