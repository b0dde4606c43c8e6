import { expect, test } from 'vitest'
import { recogniseCsv, recogniseEntries } from '../../src/files.ts'
import { readFileSample } from '../../src/host.ts'

const head = (text: string) => Buffer.from(text)
const CSV = {
  ofHeader: ({ fields }: { fields: readonly string[] }) => (fields[0] === 'Name' ? 'named' : undefined),
  ofRow: ({ fields }: { fields: readonly string[] }) => (fields[0] === 'x' ? 'by row' : undefined),
}

test.each([
  ['Name,B\n', 'named'],
  ['\u{feff}Name,B\r\n1,2\r\n', 'named'],
  ['Nom,B\ny,2\nx,"cut o', undefined],
  ['Nom,B\ny,2\nx,1\nz,"cut o', 'by row'],
  ['Nom,B\nx,1\n\u00fc', 'by row'],
  ['', undefined],
  ['%PDF-1.7', undefined],
  ['{"a": 1}', undefined],
])('a CSV file is recognised by its beginning: %j', async (text, expected) => {
  // Cut within the last character where it has several bytes.
  const bytes = head(text)
  expect(await recogniseCsv(text.endsWith('\u00fc') ? bytes.subarray(0, -1) : bytes, CSV)).toBe(expected)
})

const JSON_FILES = {
  what: 'watch history',
  names: /^watch\.json$/,
  isWanted: (entry: Readonly<Record<string, unknown>>) => ('url' in entry ? 'full-export' : undefined),
}

test.each([
  ['a', '[{"url": 1}]', { certain: true, what: 'Watch history (full export)' }],
  ['a', '[{"b": 1}, {"url": 1}, {"c', { certain: true, what: 'Watch history (full export)' }],
  ['watch.json', '[]', { certain: false, what: 'Watch history, by the name of the file' }],
  ['a', '[]', undefined],
  ['watch.json', '[{"b": 1}]', undefined],
  ['watch.json', 'no JSON', undefined],
])('a JSON file is recognised by its entries: %s with %j', async (filename, text, expected) => {
  const sample = { filename, size: text.length, head: head(text) }
  expect(await recogniseEntries(sample, JSON_FILES)).toEqual(expected)
})

test('only the beginning of a file is read', async () => {
  let read = 0
  const size = 10 * 1024 * 1024
  const file = {
    filename: 'a',
    size,
    async *open() {
      for (; read < size; read += 1024) yield new Uint8Array(1024)
    },
  }
  const sample = await readFileSample(file)
  expect(sample.head).toHaveLength(64 * 1024)
  expect(sample).not.toHaveProperty('entries')
  expect(read).toBeLessThan(70 * 1024)
})
