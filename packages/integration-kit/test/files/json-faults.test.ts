import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { fileOf, importPlays } from './import-plays.ts'

const importFile = async (content: string | Uint8Array, chunkSize?: number) =>
  importPlays(fileOf(content, chunkSize))

const ENTRY = '{"at":"2024-02-20T10:00:00Z","title":"A 🎵 B"}'

describe('invalid JSON is reported with line and column', () => {
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
    ['a broken entry', `[${ENTRY},\n {"at": 🎵}]`, 2, 9, /not JSON/],
    ['a missing value', `[\n{"at": "🎵",\n "title": , "a": 1}]`, 3, 11, /not JSON/],
    ['a file cut in an entry', `[${ENTRY},\n{"at": "2024`, 2, 1, /never closed: the file is cut off/],
    ['a file cut between entries', `[\n${ENTRY}`, 2, 46, /no closing bracket/],
    ['a quote that is never closed', `[\n{"at": "${'x'.repeat(200_000)}`, 2, 1, /too long/],
    ['a missing colon', `[{"a" 1}]`, 1, 7, /"1}" was not expected/],
    ['a comma too many', `[{"a": 1,}]`, 1, 10, /not JSON/],
    ['brackets that do not match', `[{"a": [1}}]]`, 1, 10, /not JSON/],
    ['a number of no kind', `[{"a": 01}]`, 1, 8, /not JSON/],
    ['a string with a line break', `[{"a": "x\ny"}]`, 1, 8, /not JSON/],
    ['another list', `[\n  {"playlist": 1, "items": []}]`, 2, 3, /it has playlist, items/],
    ['a list of nothing', '[{}]', 1, 2, /no members/],
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

  test('the name of the file is reported if there are several', async () => {
    const zip = zipSync({ 'a/plays_0.json': strToU8(`[\n${ENTRY},\n oops ]`) })
    await expect(importFile(zip)).rejects.toMatchObject({
      line: 3,
      column: 2,
      message: expect.stringContaining('plays_0.json, line 3, column 2: ') as string,
    })
  })

  test('text in another encoding, without a mark that says which, with the place of its first byte', async () => {
    const latin1 = Buffer.from(`[\n${ENTRY.replace('A 🎵', 'é')}]`, 'latin1')
    for (const chunkSize of [65_536, 7]) {
      await expect(importFile(latin1, chunkSize)).rejects.toMatchObject({
        line: 2,
        column: 39,
        message: expect.stringMatching(/not UTF-8/) as string,
      })
    }
    await expect(importFile(Buffer.from([0x5b, 0xff]))).rejects.toThrow(/not UTF-8/)
  })
})
