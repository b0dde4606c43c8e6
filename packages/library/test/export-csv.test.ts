import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LibraryServer, record, startLibrary } from './library-server.ts'

const CELLS = [
  ['plain', 'plain'],
  ['with, comma', '"with, comma"'],
  ['a "quote"', '"a ""quote"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tindented', "'\tindented"],
  ['\rreturned', '"\'\rreturned"'],
  ['-2, really', '"\'-2, really"'],
  ['1 = 1', '1 = 1'],
  ['(-2)', '(-2)'],
  ['Amélie', 'Amélie'],
  ['Österreich', 'Österreich'],
] as const

/** Each finds some of the items and not all. */
const FILTERS = [
  'integration=netflix&from=2025-03-02&to=2025-03-05',
  'type=track',
  `text=${encodeURIComponent("it's \\' 100% _")}`,
  'from=2025-03-04',
]

let server: LibraryServer
beforeAll(async () => {
  server = await startLibrary()
  await server.ada.write(CELLS.map(([episodeTitle], index) => record(index, { episodeTitle })))
  const title = "It's \\' 100% _ of it"
  await server.ada.write([record(1, { title, type: 'track' })], 'spotify')
})
afterAll(() => server.stop())

test.each(CELLS)('the cell of %j is %s', async (_text, cell) => {
  const { body } = await server.ada.get('/api/library/export?format=csv')
  // Between the empty cells of the series, the season and its number, and those of the episode's number and the creators.
  expect(body).toContain(`,,,,${cell},,,2025-03-`)
})

test.each(FILTERS)('%s leaves the same items in both formats', async (filter) => {
  const idsOf = async (format: string, read: (line: string) => string | undefined) => {
    const { body, statusCode } = await server.ada.get(`/api/library/export?format=${format}&${filter}`)
    expect(statusCode).toBe(200)
    return body.split(/\r?\n/).flatMap((line) => read(line) ?? [])
  }
  const ofCsv = await idsOf('csv', (line) => /^\d+(?=,)/.exec(line)?.[0])
  const ofJson = await idsOf('jsonl', (line) => (line === '' ? undefined : JSON.parse(line).id))
  expect(ofCsv).toEqual(ofJson)
  expect(ofCsv.length).toBeGreaterThan(0)
  expect(ofCsv.length).toBeLessThan(CELLS.length + 1)
})
