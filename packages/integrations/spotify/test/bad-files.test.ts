import { collectPages } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { wholeOf, zipOf, zipStream } from '../simulator/index.ts'
import { streamingHistory } from '../src/streams.ts'

const importFile = (content: string | Uint8Array, chunkSize = 64 * 1024) =>
  collectPages(streamingHistory, { content, chunkSize })

const ENTRY = '{"ts":"2024-02-20T10:00:00Z","ms_played":1,"master_metadata_track_name":"A 🎵 B"}'
const HISTORY = 'Spotify Extended Streaming History/Streaming_History_Audio_2024_0.json'

describe('JSON that is none is told with line and column', () => {
  test.each([
    ['an empty file', '', 1, 1, /file is empty/],
    ['white space', ' \n ', 1, 1, /file is empty/],
    ['an object instead of a list', '{"userName": 1}', 1, 1, /begins with "\["/],
    ['a CSV file', 'Title,Date\n', 1, 1, /begins with "\["/],
    ['no comma', `[\n${ENTRY}\n${ENTRY}]`, 3, 1, /comma or the end/],
    ['two commas', `[\n${ENTRY},\n,${ENTRY}]`, 3, 1, /after the comma/],
    ['a comma at the end', `[\n${ENTRY},\n]`, 3, 1, /after the comma/],
    ['a number in the list', `[ 1 ]`, 1, 3, /entry in braces/],
    ['a list within', '[\n  [] ]', 2, 3, /entry in braces/],
    ['something after the end', `[${ENTRY}]\n x`, 2, 2, /nothing was expected/],
    ['a broken entry', `[${ENTRY},\n {"ts": 🎵}]`, 2, 9, /no JSON/],
    ['a missing value', `[\n{"ts": "🎵",\n "ms_played": , "a": 1}]`, 3, 15, /no JSON/],
    ['a file cut in an entry', `[${ENTRY},\n{"ts": "2024`, 2, 1, /never closed: the file is cut off/],
    ['a file cut between entries', `[\n${ENTRY}`, 2, 81, /no closing bracket/],
    ['a quote that is never closed', `[\n{"ts": "${'x'.repeat(200_000)}`, 2, 1, /longer than any/],
    ['a missing colon', `[{"a" 1}]`, 1, 7, /"1}" was not expected/],
    ['a comma too many', `[{"a": 1,}]`, 1, 10, /no JSON/],
    ['brackets that do not match', `[{"a": [1}}]]`, 1, 10, /no JSON/],
    ['a number of no kind', `[{"a": 01}]`, 1, 8, /no JSON/],
    ['a string with a line break', `[{"a": "x\ny"}]`, 1, 8, /no JSON/],
    ['another list', `[\n  {"playlist": 1, "items": []}]`, 2, 3, /it has playlist, items/],
    ['a list of nothing', '[{}]', 1, 2, /nothing in it/],
  ])('%s', async (_, content, line, column, message) => {
    for (const chunkSize of [65_536, 7]) {
      await expect(importFile(content, chunkSize)).rejects.toMatchObject({
        code: 'file_parse_error',
        line,
        column,
        message: expect.stringMatching(message) as string,
      })
    }
  })

  test('the name of the file is told where there are several', async () => {
    const zip = zipOf({ [HISTORY]: `[\n${ENTRY},\n oops ]` })
    await expect(importFile(zip)).rejects.toMatchObject({
      line: 3,
      column: 2,
      message: expect.stringContaining('Streaming_History_Audio_2024_0.json, line 3, column 2: ') as string,
    })
  })

  test('text in another encoding', async () => {
    const utf16 = Buffer.from(`\uFEFF[${ENTRY}]`, 'utf16le')
    await expect(importFile(utf16)).rejects.toThrow(/not UTF-8/)
    await expect(importFile(Buffer.from(ENTRY.replace('A', '\xe9'), 'latin1'))).rejects.toThrow(/not UTF-8/)
  })

  test('a byte order mark is none of it', async () => {
    const [page] = await importFile(`\uFEFF[${ENTRY}]`)
    expect(page?.records).toMatchObject([{ title: 'A 🎵 B' }])
  })
})

describe('ZIP files that are not to be read', () => {
  const streamed = async (files: Record<string, string>) =>
    wholeOf(
      zipStream(
        Object.entries(files).map(([name, text]) => ({
          name,
          *chunks() {
            yield Buffer.from(text)
          },
        })),
      ),
    )

  test.each([
    '../../etc/cron.d/evil.json',
    '/etc/evil.json',
    'C:\\evil.json',
    'a\\..\\evil.json',
    'a/../b.json',
  ])('one with an entry that leads out of it: %s', async (name) => {
    await expect(importFile(zipOf({ [name]: '[]', [HISTORY]: '[]' }))).rejects.toThrow(/leads out of it/)
  })

  test('one with another archive in it', async () => {
    await expect(importFile(zipOf({ 'my_data.zip': zipOf({ [HISTORY]: '[]' }) }))).rejects.toThrow(
      /holds another archive, "my_data.zip". Unpack it/,
    )
  })

  test.each(['known', 'streamed'] as const)(
    'one that unpacks to far more than it is (%s sizes)',
    async (kind) => {
      const text = `[${' '.repeat(64 * 1024 * 1024)}]`
      const zip = kind === 'known' ? zipOf({ [HISTORY]: text }) : await streamed({ [HISTORY]: text })
      expect(zip.length).toBeLessThan(200_000)
      await expect(importFile(zip)).rejects.toThrow(/unpacks to far more/)
    },
  )

  test('one without a listening history, with what is in it', async () => {
    const zip = zipOf({ 'MyData/Userdata.json': '{}', 'MyData/Playlist1.json': '{}' })
    await expect(importFile(zip)).rejects.toThrow(
      /no listening history \(it has Userdata.json, Playlist1.json\)/,
    )
    await expect(importFile(zipOf({}))).rejects.toThrow(/no listening history/)
  })

  test('one that is protected by a password', async () => {
    const zip = Buffer.from(zipOf({ [HISTORY]: '[]' }))
    zip.writeUInt16LE(zip.readUInt16LE(6) | 1, 6)
    await expect(importFile(zip)).rejects.toThrow(/protected by a password/)
  })

  test('one that is packed in an unusual way', async () => {
    const zip = Buffer.from(zipOf({ [HISTORY]: '[]' }))
    zip.writeUInt16LE(12, 8)
    await expect(importFile(zip)).rejects.toThrow(/packed in a way that cannot be read/)
  })

  test('one with more entries than any of Spotify’s', async () => {
    const zip = zipOf(Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.txt`, ''])))
    await expect(importFile(zip)).rejects.toThrow(/more than 10000 files/)
  })

  test('one that is cut off, wherever', async () => {
    const entries = Array.from({ length: 50 }, (_, index) => ENTRY.replace('A', `A${index}`)).join(',\n')
    for (const zip of [zipOf({ [HISTORY]: `[${entries}]` }), await streamed({ [HISTORY]: `[${entries}]` })]) {
      const directory = Buffer.from(zip).indexOf('PK\x01\x02')
      for (let length = 5; length < directory; length += 37) {
        await expect(importFile(zip.subarray(0, length))).rejects.toMatchObject({ code: 'file_parse_error' })
      }
    }
  })

  test('one with a byte that is wrong', async () => {
    const entries = Array.from({ length: 50 }, (_, index) => ENTRY.replace('A', `A${index}`)).join(',\n')
    const zip = zipOf({ [HISTORY]: `[${entries}]` })
    for (let at = 100; at < zip.length - 200; at += 61) {
      const damaged = Buffer.from(zip)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      await expect(importFile(damaged)).rejects.toMatchObject({ code: 'file_parse_error' })
    }
  })
})

describe('ZIP files are read', () => {
  test.each([1, 7, 65_536])('in chunks of %d bytes', async (chunkSize) => {
    const zip = zipOf({
      'ReadMe.pdf': '%PDF',
      [HISTORY]: `[${ENTRY}]`,
      'MyData/endsong_0.json': `[${ENTRY}]`,
    })
    const [page] = await importFile(zip, chunkSize)
    expect(page?.records).toHaveLength(2)
  })
})
