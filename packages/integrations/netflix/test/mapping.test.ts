import { MediaRecord } from '@tributary/integration-kit/host'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { generateViewingActivity } from '../simulator/index.ts'
import { collected, pagesOf, readFixture, recordsOf } from './import-file.ts'

const ACTIVITY = 'synthetic_ViewingActivity.csv'

test('a row of the quick file', async () => {
  const [first] = await recordsOf(await readFixture('synthetic_NetflixViewingHistory_us.csv'), {
    options: { profile: 'Alex' },
  })
  expect(first).toEqual({
    externalId: 'q|2025-06-19|1|Alex|Example Show: Season 2: The One With a "Quote"',
    type: 'episode',
    title: 'Example Show: Season 2: The One With a "Quote"',
    seriesTitle: 'Example Show',
    seasonTitle: 'Season 2',
    seasonNumber: 2,
    episodeTitle: 'The One With a "Quote"',
    occurredOn: '2025-06-19',
    profile: 'Alex',
    raw: { Title: 'Example Show: Season 2: The One With a "Quote"', Date: '6/19/25' },
  })
})

test('the full file, with the preview omitted and counted', async () => {
  const pages = await collected(pagesOf(await readFixture(ACTIVITY)))
  expect(pages).toEqual([
    {
      records: [
        {
          externalId: 'f|2025-06-19 19:02:11|2469|1',
          type: 'episode',
          title: 'Example Show: Season 2: Pilot (Episode 1)',
          seriesTitle: 'Example Show',
          seasonTitle: 'Season 2',
          seasonNumber: 2,
          episodeTitle: 'Pilot',
          episodeNumber: 1,
          occurredOn: '2025-06-19',
          occurredAt: '2025-06-19T19:02:11Z',
          durationSeconds: 2469,
          profile: 'Alex',
          raw: {
            'Profile Name': 'Alex',
            'Start Time': '2025-06-19 19:02:11',
            Duration: '00:41:09',
            Title: 'Example Show: Season 2: Pilot (Episode 1)',
            'Device Type': 'Sim Smart TV',
            Bookmark: '00:41:09',
            'Latest Bookmark': '00:41:09',
            Country: 'DE (Germany)',
          },
        },
        expect.objectContaining({
          externalId: 'f|2025-06-18 20:15:00|6720|1',
          type: 'unknown',
          durationSeconds: 6720,
          profile: 'Sam',
        }),
      ],
      rejected: [],
      skipped: 1,
      cursor: { entry: 3, total: 3 },
      progress: 1,
    },
  ])
})

const activityRow = (values: Partial<Record<'attributes' | 'title' | 'type', string>>) =>
  `Alex,2025-06-19 19:02:11,00:41:09,${values.attributes ?? ''},${values.title ?? 'Film'},${values.type ?? ''},TV,,,DE\n`

test.each([
  ['a trailer', { type: 'TEASER_TRAILER' }],
  ['a hook by its title', { title: 'Film_hook_primary_16x9' }],
  ['a clip by its title', { title: 'Film: Clip: The Cave' }],
  ['a clip by the name of its file', { title: 'Film_CLIP_cave' }],
  ['a file that was filled in later', { title: 'Film_backfill' }],
  ['a recap', { type: 'RECAP' }],
  ['a preview that began by itself, in older files', { attributes: 'Autoplayed : user action: None' }],
  ['a trailer by its title', { title: 'Trailer: Film' }],
  ['a preview that began by itself', { attributes: 'Autoplayed: user action: None; ' }],
])('%s is skipped', async (_name, values) => {
  const header = (await readFixture(ACTIVITY)).toString().split('\n')[0]
  const kept = activityRow({ attributes: 'Autoplayed: user action: User_Interaction; ' })
  const [page] = await collected(pagesOf(`${header}\n${activityRow(values)}${kept}`))
  expect(page).toMatchObject({ skipped: 1, records: [{ title: 'Film' }] })
})

test('a translated header is read by position, a reordered one by name', async () => {
  const original = (await readFixture(ACTIVITY)).toString()
  const [header = '', ...rows] = original.split('\n')
  const expected = await recordsOf(original)
  const translated = 'Profil,Startzeit,Dauer,Attribute,Titel,Zusatzvideo,Gerät,Lesezeichen,Letztes,Land'
  expect(await recordsOf([translated, ...rows].join('\n'))).toEqual(expected)
  const rotate = (line: string) => line.replace(/^([^,]*),(.*)$/, '$2,$1')
  const reordered = [header, ...rows]
    .filter((line) => line !== '')
    .map(rotate)
    .join('\n')
  expect(await recordsOf(reordered)).toEqual(expected)
})

test('the local date of a start time is that of the chosen time zone', async () => {
  const header = (await readFixture(ACTIVITY)).toString().split('\n')[0]
  const at = (time: string) => `Alex,${time},00:41:09,,Film,,TV,,,DE`
  // The last two are on either side of the change to summer time, with the offset changing within the day.
  const times = [
    '2025-06-19 22:30:00',
    '2025-06-19 21:30:00',
    '2025-12-31 23:30:00',
    '2025-03-30 22:30:00',
    '2025-03-30 00:30:00',
  ]
  const datesIn = async (timeZone: string) => {
    const records = await recordsOf([header, ...times.map(at)].join('\n'), { options: { timeZone } })
    return records.map(({ occurredOn }) => occurredOn)
  }
  const intl = (timeZone: string) =>
    times.map((time) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(`${time.replace(' ', 'T')}Z`)),
    )
  expect(await datesIn('Europe/Berlin')).toEqual([
    '2025-06-20',
    '2025-06-19',
    '2026-01-01',
    '2025-03-31',
    '2025-03-30',
  ])
  for (const timeZone of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati']) {
    expect(await datesIn(timeZone)).toEqual(intl(timeZone))
  }
})

test('every record of a generated file is accepted by the server', async () => {
  const records = await recordsOf(() =>
    generateViewingActivity({ rows: 1000, bom: true, lineEnding: '\r\n' }),
  )
  expect(records.length).toBeGreaterThan(800)
  for (const record of records) {
    expect([...Value.Errors(MediaRecord, record)]).toEqual([])
  }
  expect(new Set(records.map(({ externalId }) => externalId)).size).toBe(records.length)
})
