import { collectPages } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { zipOf } from '../simulator/index.ts'
import { streamingHistory } from '../src/streaming-history.ts'

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

  test('text in another encoding, without a mark that says which', async () => {
    await expect(importFile(Buffer.from(ENTRY.replace('A', '\xe9'), 'latin1'))).rejects.toThrow(/not UTF-8/)
    await expect(importFile(Buffer.from([0x5b, 0xff]))).rejects.toThrow(/not UTF-8/)
  })
})
