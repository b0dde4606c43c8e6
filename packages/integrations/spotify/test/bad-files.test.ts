import { collectPages } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { zipOf } from '../simulator/index.ts'
import { streamingHistory } from '../src/streaming-history.ts'

const importFile = (content: string | Uint8Array) => collectPages(streamingHistory, { content })

const ENTRY = '{"ts":"2024-02-20T10:00:00Z","ms_played":1,"master_metadata_track_name":"A 🎵 B"}'
const HISTORY = 'Spotify Extended Streaming History/Streaming_History_Audio_2024_0.json'

// What any file of JSON may have wrong is tested where it is read: in the kit.
test.each([
  ['an empty file', '', 1, 1, /file is empty/],
  ['another list', '[\n  {"playlist": 1, "items": []}]', 2, 3, /it has playlist, items.*endsong\.json/],
  ['a broken entry', `[${ENTRY},\n {"ts": 🎵}]`, 2, 9, /not JSON/],
  ['a file cut in an entry', `[${ENTRY},\n{"ts": "2024`, 2, 1, /the file is cut off/],
])('%s is refused with line and column', async (_, content, line, column, message) => {
  await expect(importFile(content)).rejects.toMatchObject({
    code: 'file_parse_error',
    line,
    column,
    message: expect.stringMatching(message) as string,
  })
})

test('a file in another encoding is refused as saved by another program', async () => {
  const latin1 = Buffer.from(`[${ENTRY.replace('A 🎵', 'é')}]`, 'latin1')
  await expect(importFile(latin1)).rejects.toThrow(/not UTF-8.*as Spotify delivered it/)
})

test('a ZIP file without a listening history is refused with the file names to look for', async () => {
  await expect(importFile(zipOf({ 'MyData/Userdata.json': '{}' }))).rejects.toThrow(
    /no listening history \(it has Userdata.json\).*endsong\.json/,
  )
})

test('a broken file of several is named', async () => {
  await expect(importFile(zipOf({ [HISTORY]: `[\n${ENTRY},\n oops ]` }))).rejects.toThrow(
    /Streaming_History_Audio_2024_0.json, line 3, column 2: /,
  )
})
