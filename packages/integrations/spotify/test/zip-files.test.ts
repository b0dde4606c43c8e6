import { readFile } from 'node:fs/promises'
import { collectPages } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { zipOf } from '../simulator/index.ts'
import { streamingHistory } from '../src/streaming-history.ts'

const importFile = (content: string | Uint8Array, chunkSize = 64 * 1024) =>
  collectPages(streamingHistory, { content, chunkSize })
const readZip = async (name: string) => readFile(new URL(`fixtures/zip/${name}`, import.meta.url))

const ENTRY = '{"ts":"2024-02-20T10:00:00Z","ms_played":1,"master_metadata_track_name":"A 🎵 B"}'
const OTHER = ENTRY.replace('A 🎵 B', 'C')
const HISTORY = 'Spotify Extended Streaming History/Streaming_History_Audio_2024_0.json'
const MORE = 'Spotify Extended Streaming History/Streaming_History_Audio_2024_1.json'

describe('ZIP files are read', () => {
  test.each([1, 7, 65_536])('in chunks of %d bytes', async (chunkSize) => {
    const zip = zipOf({
      'ReadMe.pdf': '%PDF',
      [HISTORY]: `[${ENTRY}]`,
      'MyData/endsong_0.json': `[${OTHER}]`,
    })
    const [page] = await importFile(zip, chunkSize)
    expect(page?.records).toHaveLength(2)
  })

  test.each([
    'forced-descriptors',
    'forced-zip64',
    'piped',
    'piped-zip64',
    'python-streamed',
    'python-streamed-stored-pdf',
  ])('by their directory, however they were written: %s', async (name) => {
    const [page] = await importFile(await readZip(`${name}.zip`))
    const { records, rejected, warning } = page ?? {}
    expect(new Set(records?.map(({ externalId }) => externalId)).size).toBe(4)
    expect(rejected).toEqual([])
    expect(warning).toBe(
      'Not imported, because they are not part of the listening history: ReadMeFirst_ExtendedStreamingHistory.pdf.',
    )
  })

  test('an export of 2021, whose files have no numbers', async () => {
    const [page] = await importFile(await readZip('endsong-2021.zip'))
    expect(page?.records).toHaveLength(3)
    expect(page?.warning).toMatch(/: ReadMe\.pdf\.$/)
  })

  test.each([
    'plays.json',
    'My Data/Musik 2024 (1).json',
    'history.txt',
    'Streaming_History_Video.json',
    'noextension',
    'MyData\\endsong_0.json',
  ])('by their files’ contents, with any name: %s', async (name) => {
    const zip = zipOf({ [name]: `[${ENTRY}]`, 'Userdata.json': '{"username":"x"}', 'Payments.json': '[]' })
    const [page] = await importFile(zip)
    expect(page?.records).toHaveLength(1)
    expect(page?.warning).toBe(
      'Not imported, because they are not part of the listening history: Userdata.json, Payments.json.',
    )
  })

  test('equal rows of two files are the same plays, also if the files have the same name', async () => {
    const rows = await readFile(
      new URL('fixtures/synthetic_offline_loop_account_data.json', import.meta.url),
      'utf8',
    )
    const zip = zipOf({ '2023/StreamingHistory0.json': rows, '2024/StreamingHistory0.json': rows })
    const [page] = await importFile(zip)
    expect(page?.records).toHaveLength(6)
    expect(new Set(page?.records.map(({ externalId }) => externalId)).size).toBe(3)
  })

  test('also if the first entry of a file is invalid', async () => {
    const [page] = await importFile(zipOf({ 'plays.json': `[{"colour":"red"},${ENTRY}]` }))
    expect(page).toMatchObject({ records: [{}], rejected: [{ position: 'plays.json, line 1' }] })
  })

  test('files that operating systems add are not reported', async () => {
    const zip = zipOf({
      [HISTORY]: `[${ENTRY}]`,
      [`__MACOSX/${HISTORY}`]: 'Mac OS X',
      '._plays.json': `[${ENTRY}]`,
      'a/.DS_Store': 'x',
      'Thumbs.db': 'x',
    })
    const [page] = await importFile(zip)
    expect(page?.records).toHaveLength(1)
    expect(page).not.toHaveProperty('warning')
  })

  test('of many skipped files up to ten are named', async () => {
    const others = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`photo-${index}.jpg`, 'x']))
    const [page] = await importFile(zipOf({ ...others, [HISTORY]: `[${ENTRY}]` }))
    expect(page?.warning).toMatch(/photo-0\.jpg, .*photo-9\.jpg and 3 more\.$/)
  })

  test('a year without plays is valid, and skipped files are still reported', async () => {
    expect(await importFile(zipOf({ [HISTORY]: '[]' }))).toEqual([])
    expect(await importFile(zipOf({ [HISTORY]: '[]', 'a.pdf': 'x' }))).toMatchObject([
      { records: [], warning: expect.stringContaining('a.pdf') as string },
    ])
  })

  test.each([
    ['bytes after its end', (zip: Buffer) => Buffer.concat([zip, Buffer.from('\r\n')])],
    ['a comment', withComment],
    ['a mark that it was split', (zip: Buffer) => shifted(zip)],
  ])('with %s', async (_, change) => {
    const [page] = await importFile(change(Buffer.from(zipOf({ [HISTORY]: `[${ENTRY}]` }))))
    expect(page?.records).toHaveLength(1)
  })

  test('an entry that the directory no longer lists is ignored', async () => {
    const kept = Buffer.from(zipOf({ [HISTORY]: `[${ENTRY}]` }))
    const deleted = Buffer.from(zipOf({ [MORE]: `[${OTHER}]` }))
    const before = deleted.subarray(0, deleted.indexOf('PK\x01\x02'))
    const [page] = await importFile(shifted(kept, before))
    expect(page?.records).toMatchObject([{ title: 'A 🎵 B' }])
  })
})

function withComment(zip: Buffer): Buffer {
  const comment = Buffer.from('Made on a Tuesday')
  const commented = Buffer.concat([zip, comment])
  commented.writeUInt16LE(comment.length, zip.length - 2)
  return commented
}

/** The ZIP file with something before its first entry. */
function shifted(zip: Buffer, before = Buffer.from('PK\x07\x08')): Buffer {
  const whole = Buffer.concat([before, zip])
  const directory = whole.lastIndexOf('PK\x01\x02')
  const end = whole.lastIndexOf('PK\x05\x06')
  whole.writeUInt32LE(before.length, directory + 42)
  whole.writeUInt32LE(directory, end + 16)
  return whole
}
