import { randomNumbers } from '@tributary/provider-simulator'
import { collectPages, type FileRun } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { type ExportFormat, exportFiles, generateListening, wholeOf, zipStream } from '../simulator/index.ts'
import { streamingHistory } from '../src/streaming-history.ts'
import { readFixture } from './read-fixture.ts'

const importPages = (run: FileRun) => collectPages(streamingHistory, run)
const importRecords = async (run: FileRun) => (await importPages(run)).flatMap((page) => page.records)

const PLAYS = [
  ...generateListening({
    random: randomNumbers(1),
    from: Date.parse('2024-01-01T00:00:00Z'),
    to: Date.parse('2024-03-01T00:00:00Z'),
  }),
]

describe('entries of each format', () => {
  test('the extended history: a track, an episode and a skipped track', async () => {
    const [track, episode, skipped] = await importRecords({
      content: await readFixture('Streaming_History_Audio_2024_0'),
    })
    expect(track).toMatchObject({
      externalId: 'extended|2024-04-20T18:15:22.000Z|spotify:track:SIMtrack0000000000001A|211800',
      type: 'track',
      title: 'Example Song',
      creators: ['Example Artist'],
      occurredOn: '2024-04-20',
      occurredAt: '2024-04-20T18:15:22.000Z',
      durationSeconds: 211.8,
      url: 'https://open.spotify.com/track/SIMtrack0000000000001A',
    })
    expect(episode).toMatchObject({
      type: 'podcast_episode',
      title: 'Episode 1',
      seriesTitle: 'Example Podcast',
      episodeTitle: 'Episode 1',
      creators: ['Example Podcast'],
      durationSeconds: 1800,
      url: 'https://open.spotify.com/episode/SIMepisode00000000001A',
    })
    expect(skipped).toMatchObject({ durationSeconds: 3.12, raw: { skipped: true, reason_end: 'fwdbtn' } })
  })

  test('endsong: the same play has the same id as in the newer files', async () => {
    const [old] = await importRecords({ content: await readFixture('endsong_0') })
    expect(old).toMatchObject({
      externalId: 'extended|2016-05-01T10:00:00.000Z|spotify:track:SIMtrack0000000000001A|211800',
      occurredAt: '2016-05-01T10:00:00.000Z',
    })
  })

  test('the one-year history: minutes only, no address', async () => {
    const [play] = await importRecords({ content: await readFixture('StreamingHistory_music_0') })
    expect(play).toMatchObject({
      externalId: 'account|2024-04-20 18:15|Example Artist|Example Song|211800',
      type: 'track',
      occurredAt: '2024-04-20T18:15:00.000Z',
      durationSeconds: 211.8,
      match: { source: 'account-data', at: '2024-04-20T18:15:30.000Z', toleranceSeconds: 60 },
    })
    expect(play).not.toHaveProperty('url')
  })

  test('audiobooks are chapters of their book', async () => {
    const play = PLAYS.find(({ what }) => what.kind === 'chapter')
    if (play === undefined) throw new Error('there is no play of a book')
    const [file] = exportFiles([play], { format: 'extended' })
    const [record] = await importRecords({ content: await wholeOf(file?.chunks() ?? []) })
    expect(record).toMatchObject({
      type: 'audiobook_chapter',
      title: play.what.name,
      seriesTitle: play.what.kind === 'chapter' ? play.what.book : '',
      url: expect.stringContaining('https://open.spotify.com/chapter/SIM') as string,
    })
  })
})

describe.each<ExportFormat>(['extended', 'endsong', 'account-data'])(
  'an export in the format %s',
  (format) => {
    const files = exportFiles(PLAYS, { format, entriesPerFile: 700 })
    // In the days of endsong there were no audiobooks.
    const total = PLAYS.filter(({ what }) => format !== 'endsong' || what.kind !== 'chapter').length

    test('contains every play, from the ZIP file as from its single files', async () => {
      const single: string[] = []
      for (const file of files) {
        const content = await wholeOf(file.chunks())
        single.push(...(await importRecords({ content })).map(({ externalId }) => externalId))
      }
      expect(single).toHaveLength(total)
      const pages = await importPages({
        content: await wholeOf(zipStream(files)),
        filename: 'my_spotify_data.zip',
      })
      expect(pages.flatMap(({ records }) => records.map(({ externalId }) => externalId))).toEqual(single)
      expect(pages.every(({ records }) => records.length <= 500)).toBe(true)
      expect(pages.at(-1)).toMatchObject({ progress: 1, cursor: { entry: total, total } })
    })

    test('nothing of it is about the device or the account', async () => {
      const traces = { ip: '198.51.100.77', username: 'canary-name', userAgent: 'CanaryAgent/1.0' }
      const content = await wholeOf(zipStream(exportFiles(PLAYS, { format, traces })))
      const text = JSON.stringify(await importPages({ content }))
      // Also the platform, where it is a browser's whole user agent.
      for (const trace of [...Object.values(traces), 'chrome 92', 'imx6']) expect(text).not.toContain(trace)
    })
  },
)

test('plays under 30 seconds are omitted on request, and counted', async () => {
  const content = await readFixture('Streaming_History_Audio_2024_0')
  const [page] = await importPages({ content, options: { shortPlays: 'leave_out' } })
  expect(page?.records).toHaveLength(2)
  expect(page?.skipped).toBe(1)
})

test('an unusable entry is rejected alone, with its line and without personal data', async () => {
  const entries = [
    { ts: 'yesterday', ms_played: 1, ip_addr: '198.51.100.77', spotify_track_uri: 'spotify:track:x' },
    { ts: '2024-02-30T10:00:00Z', ms_played: 1, master_metadata_track_name: 'A' },
    {
      ts: '2024-02-20T10:00:00Z',
      ms_played: 1,
      master_metadata_track_name: null,
      video: { title: 'A', email: 'ada@example.org' },
    },
    { endTime: '2024-02-20', msPlayed: 1, trackName: 'A' },
    { endTime: '2024-02-20 10:00', msPlayed: 1, artistName: 'A' },
    { colour: 'red' },
    { ts: '2024-02-20T10:00:00Z', ms_played: 1, master_metadata_track_name: 'A' },
  ]
  const content = `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`
  const [page] = await importPages({ content })
  expect(page?.records).toHaveLength(1)
  expect(page?.rejected?.map(({ position, reason }) => `${position}: ${reason}`)).toEqual([
    'line 2: "ts" is not a time like 2024-04-20T18:15:22Z.',
    'line 3: "ts" is not a time like 2024-04-20T18:15:22Z.',
    'line 4: The entry does not contain what was played.',
    'line 5: "endTime" is not a time like 2024-04-20 18:15.',
    'line 6: The entry does not contain what was played.',
    'line 7: It has neither "ts" and "ms_played" nor "endTime" and "msPlayed".',
  ])
  expect(page?.rejected?.map(({ raw }) => raw)).toEqual([
    { ts: 'yesterday', ms_played: 1, spotify_track_uri: 'spotify:track:x' },
    entries[1],
    { ...entries[2], video: { title: 'A' } },
    entries[3],
    entries[4],
    entries[5],
  ])
})

test('an empty history is valid', async () => {
  expect(await importPages({ content: ' [ ] \n' })).toEqual([])
})
