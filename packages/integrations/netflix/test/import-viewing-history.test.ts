import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateViewingActivity, generateViewingHistory } from '../simulator/index.ts'
import { collected, pagesOf, recordsOf, refusalOf } from './import-file.ts'

const history = (...lines: string[]) => ['Title,Date', ...lines].join('\n')
const rows = (count: number) => Array.from({ length: count }, (_, index) => `"Film ${index}","6/19/25"`)
const ACTIVITY =
  'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country'

const ROWS = 1300
const files = {
  quick: () => generateViewingHistory({ rows: ROWS, seed: 7 }),
  full: () => generateViewingActivity({ rows: ROWS, seed: 7 }),
}

test('pages end at complete cursors and report the progress', async () => {
  const pages = await collected(pagesOf(files.quick))
  expect(pages.map(({ cursor }) => cursor)).toEqual([
    { entry: 500, total: ROWS },
    { entry: 1000, total: ROWS },
    { entry: ROWS, total: ROWS },
  ])
  expect(pages.map(({ progress }) => progress)).toEqual([500 / ROWS, 1000 / ROWS, 1])
  expect(pages.flatMap(({ records }) => records)).toHaveLength(ROWS)
})

test.each(Object.entries(files))(
  'a %s file interrupted anywhere has the result of an undisturbed run',
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

test('the generator makes the same file from the same seed, and another from another', async () => {
  const made = async (seed: number) =>
    Buffer.concat(await collected(generateViewingHistory({ rows: 500, seed })))
  expect(await made(1)).toEqual(await made(1))
  expect(await made(2)).not.toEqual(await made(1))
})

test('a file with only a header is an empty history', async () => {
  expect(await recordsOf('Title,Date\n')).toEqual([])
  expect(await recordsOf(ACTIVITY)).toEqual([])
})

test('a byte order mark, CRLF and empty lines are accepted', async () => {
  const records = await recordsOf('\uFEFFTitle,Date\r\n"Film","6/19/25"\r\n\r\n"Film 2","6/18/25"\r\n\r\n', {
    chunkBytes: 1,
  })
  expect(records.map(({ title, occurredOn }) => [title, occurredOn])).toEqual([
    ['Film', '2025-06-19'],
    ['Film 2', '2025-06-18'],
  ])
})

test('an invalid option is named', async () => {
  const file = history(...rows(1))
  expect((await refusalOf(file, { options: { dateOrder: 'guess' } })).error).toMatchObject({
    code: 'invalid_data',
    message: expect.stringContaining('dateOrder'),
  })
  const activity = `${ACTIVITY}\nAlex,2025-06-19 19:02:11,00:41:09,,Film,,TV,,,DE\n`
  for (const each of [activity, file]) {
    expect((await refusalOf(each, { options: { timeZone: 'Europe/Atlantis' } })).error).toMatchObject({
      code: 'invalid_data',
      message: expect.stringContaining('Europe/Berlin'),
    })
  }
})

test('a cancelled import stops with the reason, in either pass', async () => {
  const reason = new Error('cancelled')
  const file = history(...rows(2000))
  expect((await refusalOf(file, { signal: AbortSignal.abort(reason) })).error).toBe(reason)
  const controller = new AbortController()
  const pages = pagesOf(file, { signal: controller.signal })
  await pages.next()
  controller.abort(reason)
  await expect(pages.next()).rejects.toBe(reason)
})

test('a malformed cursor is refused', async () => {
  const { error } = await refusalOf(history(...rows(1)), { cursor: { row: -1 } })
  expect(error).toMatchObject({ code: 'invalid_data' })
})
