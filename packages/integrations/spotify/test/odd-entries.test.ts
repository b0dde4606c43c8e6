import { collectPages, type FileRun } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { streamingHistory } from '../src/streaming-history.ts'
import { readFixture } from './read-fixture.ts'

const importPage = async (run: FileRun) => (await collectPages(streamingHistory, run))[0]
const importEntry = async (entry: object, options: FileRun['options'] = {}) =>
  importPage({ content: JSON.stringify([entry]), options })

const TS = '2024-04-20T18:00:00Z'
const TRACK = {
  ts: TS,
  ms_played: 200_000,
  master_metadata_track_name: 'A',
  spotify_track_uri: 'spotify:track:a',
}

describe('entries that have left the catalogue have no names', () => {
  test('a track and an episode are imported by their URI, with time and duration; an empty entry is omitted', async () => {
    const page = await importPage({ content: await readFixture('names_missing') })
    expect(page?.records).toMatchObject([
      { title: 'Made Up Song 1', type: 'track' },
      {
        title: 'spotify:track:madeup0000000000000002',
        type: 'track',
        occurredAt: '2024-04-20T18:04:00.000Z',
        durationSeconds: 200,
        url: 'https://open.spotify.com/track/madeup0000000000000002',
      },
      {
        title: 'spotify:episode:madeup0000000000000003',
        type: 'podcast_episode',
        durationSeconds: 1500,
        url: 'https://open.spotify.com/episode/madeup0000000000000003',
      },
    ])
    expect(page).toMatchObject({ rejected: [], skipped: 1 })
  })

  test.each([
    [{ audiobook_chapter_uri: 'spotify:chapter:c', audiobook_uri: 'spotify:show:b' }, 'audiobook_chapter'],
    [{ audiobook_uri: 'spotify:audiobook:b' }, 'audiobook_chapter'],
    [{ spotify_track_uri: 'spotify:local:A:B:C:200' }, 'track'],
    [{ spotify_track_uri: 'spotify:track:a', master_metadata_track_name: '' }, 'track'],
    [{ spotify_track_uri: 'spotify:track:a', master_metadata_track_name: ' ' }, 'track'],
    [{ spotify_episode_uri: 'spotify:episode:e', episode_show_name: 'S' }, 'podcast_episode'],
    [{ spotify_track_uri: 'spotify:video:v' }, 'unknown'],
  ])('%j', async (members, type) => {
    const page = await importEntry({ ts: TS, ms_played: 5, master_metadata_track_name: null, ...members })
    const title = Object.values(members).find((value) => value.startsWith('spotify:'))
    expect(page).toMatchObject({ records: [{ title, type, match: { keys: [title] } }], rejected: [] })
  })

  test('other members beside the URI are imported too', async () => {
    const page = await importEntry({
      ts: TS,
      ms_played: 5,
      spotify_track_uri: 'spotify:track:a',
      master_metadata_album_artist_name: 'B',
    })
    expect(page?.records).toMatchObject([{ title: 'spotify:track:a', creators: ['B'] }])
  })

  test('a show without the name or the URI of its episode is used', async () => {
    const page = await importEntry({
      ts: TS,
      ms_played: 5,
      spotify_episode_uri: null,
      episode_show_name: 'S',
    })
    expect(page?.records).toMatchObject([{ title: 'S', seriesTitle: 'S', type: 'podcast_episode' }])
  })
})

describe('an entry with enough data is imported', () => {
  test.each([
    ['null', null],
    ['a word', 'long'],
    ['less than nothing', -1],
    ['more than a year', 1e15],
    ['nothing', undefined],
  ])('with a duration of %s, which is dropped', async (_, ms_played) => {
    const page = await importEntry({ ...TRACK, ms_played })
    expect(page).toMatchObject({ records: [{ title: 'A', occurredAt: '2024-04-20T18:00:00.000Z' }] })
    expect(page?.records[0]).not.toHaveProperty('durationSeconds')
  })

  test.each([
    '2024-04-20T18:00:00Z',
    '2024-04-20T18:00:00.999Z',
    '2024-04-20T20:00:00+02:00',
    '2024-04-20T13:30:00-0430',
    '2024-04-20 18:00:00',
    '2024-04-20 18:00:00 UTC',
    '2024-04-20T18:00:00',
  ])('with a time like %s', async (ts) => {
    expect(await importEntry({ ...TRACK, ts, ms_played: '200000' })).toMatchObject({
      records: [
        { externalId: 'extended|2024-04-20T18:00:00.000Z|spotify:track:a|200000', durationSeconds: 200 },
      ],
    })
  })

  test.each([
    '2024-02-30T10:00:00Z',
    '2024-04-20T25:00:00Z',
    '2024-04-20',
    '20.04.2024 18:00',
    '',
    1713636000,
  ])('not with one like %s', async (ts) => {
    expect(await importEntry({ ...TRACK, ts })).toMatchObject({ records: [], rejected: [{}] })
  })
})

test.each(['1E400', '-1E400', '1e-400', '9007199254740993', '1.10'])(
  'a number like %s, which is another one or none when it is read, does not keep the others from being imported',
  async (number) => {
    const odd = JSON.stringify({ ...TRACK, ms_played: 0, more: 0 }).replaceAll('":0', `":${number}`)
    const page = await importPage({
      content: `[${odd},${JSON.stringify({ ...TRACK, ts: '2024-04-21T18:00:00Z' })}]`,
    })
    const [last] = page?.records.slice(-1) ?? []
    expect(last).toMatchObject({ occurredAt: '2024-04-21T18:00:00.000Z' })
    for (const { durationSeconds = 0 } of page?.records ?? []) expect(durationSeconds).toBeLessThan(1e9)
    const kept = [...(page?.records ?? []), ...(page?.rejected ?? [])].map(({ raw }) => JSON.stringify(raw))
    expect(kept).toContain(odd)
  },
)

describe('a file that went through an editor', () => {
  test('a byte order mark, CRLF, and milliseconds', async () => {
    const page = await importPage({ content: await readFixture('bom_crlf') })
    expect(page?.records.map(({ occurredAt }) => occurredAt)).toEqual([
      '2024-04-20T18:00:00.000Z',
      '2024-04-20T18:04:00.000Z',
    ])
  })

  const text = `\uFEFF[\r\n${JSON.stringify({ ...TRACK, master_metadata_track_name: 'Ü 🎵' })}\r\n]\r\n`
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-16, little end first', Buffer.from(text, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(text, 'utf16le').swap16()],
  ])('in the encoding of its byte order mark: %s', async (_, content) => {
    for (const chunkSize of [1, 3, 65_536])
      expect(await importPage({ content, chunkSize })).toMatchObject({ records: [{ title: 'Ü 🎵' }] })
  })

  const half = Buffer.from([0x3d, 0xd8])
  const utf16 = Buffer.from(text, 'utf16le')
  test.each([
    ['at the end', Buffer.concat([utf16, half])],
    ['in the middle', Buffer.concat([utf16.subarray(0, 8), half, utf16.subarray(8)]).swap16()],
  ])('half a character of UTF-16 %s is refused', async (_, content) => {
    for (const chunkSize of [1, 3, 65_536])
      await expect(importPage({ content, chunkSize })).rejects.toMatchObject({
        code: 'file_parse_error',
        message: expect.stringContaining(
          'The bytes here are not UTF-16: the file begins with the mark of that encoding, but is damaged or cut off. Upload the file as Spotify delivered it.',
        ),
      })
  })
})

describe('the local date is that of the person', () => {
  test.each([
    ['America/Los_Angeles', '2024-04-20'],
    ['UTC', '2024-04-21'],
    [undefined, '2024-04-21'],
    [' ', '2024-04-21'],
  ])('in %s', async (timeZone, date) => {
    const options = timeZone === undefined ? {} : { timeZone }
    expect(await importPage({ content: await readFixture('evening_play'), options })).toMatchObject({
      records: [{ occurredOn: date, occurredAt: '2024-04-21T04:30:00.000Z' }],
    })
    const account = { endTime: '2024-04-21 04:30', artistName: 'B', trackName: 'A', msPlayed: 1 }
    expect(await importEntry(account, options)).toMatchObject({ records: [{ occurredOn: date }] })
  })

  test('an unknown zone is refused with its option', async () => {
    await expect(importEntry(TRACK, { timeZone: 'Mars/Olympus' })).rejects.toThrow(/option timeZone must be/)
  })
})

describe('account data', () => {
  const shared = { endTime: '2024-04-20 18:15', msPlayed: 60_000 }
  test.each([
    [
      { audiobookName: 'B', authorName: 'W' },
      { type: 'audiobook_chapter', title: 'B', seriesTitle: 'B', creators: ['W'] },
    ],
    [
      { audiobookName: 'B', authorName: 'W', chapterName: 'C' },
      { type: 'audiobook_chapter', title: 'C', seriesTitle: 'B', episodeTitle: 'C' },
    ],
    [
      { podcastName: 'P', episodeName: 'E' },
      { type: 'podcast_episode', title: 'E', seriesTitle: 'P', creators: ['P'] },
    ],
    [
      { podcastName: 'P', episodeName: null },
      { type: 'podcast_episode', title: 'P', seriesTitle: 'P' },
    ],
    [
      { artistName: '', trackName: 'T' },
      { type: 'track', title: 'T' },
    ],
    [
      { videoTitle: 'V', channelName: 'C' },
      { type: 'unknown', title: 'V', creators: ['C'] },
    ],
  ])('%j is imported with its type, names and complete raw', async (names, record) => {
    const entry = { ...shared, ...names, added: { later: [1, null] } }
    const page = await importEntry(entry)
    expect(page).toMatchObject({ records: [{ ...record, durationSeconds: 60, raw: entry }], rejected: [] })
  })

  test('a time with seconds is exact to the second', async () => {
    expect(await importEntry({ ...shared, endTime: '2024-04-20 18:15:07', trackName: 'T' })).toMatchObject({
      records: [{ occurredAt: '2024-04-20T18:15:07.000Z', match: { at: '2024-04-20T18:15:07.000Z' } }],
    })
  })
})

describe('plays delivered together', () => {
  test('have the starts of the device’s clock, in seconds or in milliseconds', async () => {
    const page = await importPage({ content: await readFixture('offline_loop') })
    expect(page?.records.map(({ match }) => match?.deviceStartedAt)).toEqual([
      '2021-07-10T16:00:08.000Z',
      '2021-07-10T16:03:08.000Z',
      '2021-07-10T16:06:08.000Z',
      // 0 means that there is no value.
      undefined,
    ])
    expect(new Set(page?.records.map(({ externalId }) => externalId)).size).toBe(4)
    const entry = { ...TRACK, ts: '2021-07-10T16:21:33Z', offline: true, offline_timestamp: 1_625_932_808 }
    expect(await importEntry(entry)).toMatchObject({
      records: [{ match: { deviceStartedAt: '2021-07-10T16:00:08.000Z' } }],
    })
  })

  test.each([0, null, '', -1, 1, 'never', 4_000_000_000])(
    'a device time of %s is ignored',
    async (offline_timestamp) => {
      const page = await importEntry({ ...TRACK, offline: true, offline_timestamp })
      expect(page?.records).toMatchObject([{ occurredAt: '2024-04-20T18:00:00.000Z' }])
      expect(page?.records[0]?.match).not.toHaveProperty('deviceStartedAt')
    },
  )

  test('equal rows that no clock distinguishes are numbered, per file', async () => {
    const account = JSON.parse(await readFixture('offline_loop_account_data')) as object[]
    const offline = { ...TRACK, offline: true, offline_timestamp: 0 }
    const idsOf = async (entries: object[], cursor?: FileRun['cursor']) =>
      (await importPage({ content: JSON.stringify(entries), cursor }))?.records.map(
        ({ externalId }) => externalId,
      )
    const [first, second, other] = (await idsOf(account)) ?? []
    expect([second, other]).toEqual([
      `${first}|#2`,
      'account|2020-10-12 15:36|Made Up Band|Made Up Song 2|240000',
    ])
    // In another order of the same rows, and after a run that was interrupted between them.
    expect(new Set(await idsOf(account.toReversed()))).toEqual(new Set([first, second, other]))
    expect(await idsOf(account, { entry: 1, total: 3 })).toEqual([second, other])
    const [one, two, three] = (await idsOf([offline, TRACK, offline])) ?? []
    expect([two, three]).toEqual([one, `${one}|#2`])
  })
})
