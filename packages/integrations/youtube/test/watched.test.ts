import { describe, expect, test } from 'vitest'
import { htmlOf, jsonOf, watchedAt, watches, watchPages } from './import-file.ts'
import { readFixture } from './read-fixture.ts'

const VIDEO = 'https://www.youtube.com/watch?v=AAAAAAAAA01'

test('an English JSON file: a video, a song and a removed video', async () => {
  expect(await watches(await readFixture('watch-history.json'))).toMatchObject([
    {
      externalId: 'watch|2026-07-12T18:04:54Z|AAAAAAAAA01',
      type: 'video',
      title: 'Bread and Salt',
      creators: ['Sample Kitchen'],
      occurredOn: '2026-07-12',
      occurredAt: '2026-07-12T18:04:54Z',
      url: VIDEO,
    },
    { type: 'track', title: 'Quiet Song', creators: ['Sample Band'], occurredAt: '2026-07-12T17:00:00Z' },
    { title: 'Watched a video that has been removed' },
  ])
})

test.each([
  ['Watched\u00a0A', 'A'],
  ['A\u00a0angesehen', 'A'],
  ['Hai guardato A', 'A'],
  ['Vous avez regardé A', 'A'],
  ['A を視聴しました', 'A'],
  ['A 을(를) 시청했습니다.', 'A'],
  ['Obejrzano: A', 'A'],
  ['Has visto A', 'A'],
  ['A adlı videoyu izlediniz', 'A'],
  ['Så A', 'A'],
  ['Tittade på A', 'Tittade på A'],
  ['Watched Watched Pot', 'Watched Pot'],
])('JSON: the title of "%s" is "%s"', async (title, expected) => {
  expect(await watches(jsonOf({ title, titleUrl: VIDEO }))).toMatchObject([{ title: expected }])
})

test.each([
  ['https://www.youtube.com/watch?v=AAAAAAAAA01&t=12s'],
  ['https://m.youtube.com/watch?v=AAAAAAAAA01'],
  ['https://www.youtube.com/shorts/AAAAAAAAA01'],
  ['https://www.youtube.com/live/AAAAAAAAA01?feature=share'],
  ['https://youtu.be/AAAAAAAAA01'],
])('%s is the video', async (titleUrl) => {
  expect(await watches(jsonOf({ titleUrl }))).toMatchObject([{ url: VIDEO }])
})

describe('what it was', () => {
  test.each([
    ['by its header', { header: 'YouTube Music', titleUrl: VIDEO }],
    ['by its host', { titleUrl: 'https://music.youtube.com/watch?v=AAAAAAAAA01' }],
    ['by its channel', { titleUrl: VIDEO, subtitles: [{ name: 'Sample Band - Topic' }] }],
  ])('a song, %s, though the product is YouTube', async (_, entry) => {
    expect(await watches(jsonOf(entry))).toMatchObject([
      { type: 'track', url: 'https://music.youtube.com/watch?v=AAAAAAAAA01' },
    ])
  })

  test('a programme of YouTube TV is not taken for a video', async () => {
    expect(await watches(jsonOf({ header: 'Youtube TV', titleUrl: VIDEO }))).toMatchObject([
      { type: 'unknown' },
    ])
  })
})

test('HTML: the link is the title, whatever the verb around it, and entities are decoded', async () => {
  const body = `<a href="https://www.youtube.com/watch?v=AAAAAAAAA01&amp;t=1">R&amp;B &#39;n&#39; &lt;x&gt;</a>&nbsp;을(를) 시청했습니다.<br><a href="https://www.youtube.com/channel/UC1">C&#8239;D</a><br>2026. 4. 14. 오후 6:05:06 KST<br>`
  expect(await watches(htmlOf({ body }))).toMatchObject([
    { title: `R&B 'n' <x>`, creators: ['C\u202fD'], url: VIDEO, occurredAt: '2026-04-14T09:05:06Z' },
  ])
})

describe('times', () => {
  test('the label of the zone is a fixed offset, in January as well', async () => {
    expect(await watches(htmlOf(watchedAt('14 Jan 2026, 08:05:06 CEST')))).toMatchObject([
      { occurredAt: '2026-01-14T06:05:06Z' },
    ])
  })

  test('the local date is that of the time zone that the person chooses', async () => {
    const content = jsonOf({ titleUrl: VIDEO, time: '2026-07-12T23:30:00Z' })
    expect(await watches(content, { options: { timeZone: 'Asia/Tokyo' } })).toMatchObject([
      { occurredOn: '2026-07-13' },
    ])
  })

  test('a date whose order is open is a question, and its answer reads the file', async () => {
    const content = htmlOf(watchedAt('07/06/2026, 08:05:06 CEST'))
    await expect(watches(content)).rejects.toMatchObject({
      code: 'file_parse_error',
      resolvedBy: { option: 'dateOrder', choices: ['dmy', 'mdy'] },
    })
    expect(await watches(content, { options: { dateOrder: 'mdy' } })).toMatchObject([
      { occurredAt: '2026-07-06T06:05:06Z' },
    ])
    expect(await watches(content, { options: { dateOrder: 'dmy' } })).toMatchObject([
      { occurredAt: '2026-06-07T06:05:06Z' },
    ])
  })

  test('another row of the file answers it', async () => {
    const rows = [watchedAt('07/06/2026, 08:05:06 CEST'), watchedAt('06/25/2026, 08:05:06 CEST')]
    expect(await watches(htmlOf(...rows))).toMatchObject([
      { occurredAt: '2026-07-06T06:05:06Z' },
      { occurredAt: '2026-06-25T06:05:06Z' },
    ])
  })

  test.each([
    ['CST', ['-06:00', '+08:00']],
    ['IST', ['+05:30', '+02:00', '+01:00']],
  ])('the zone %s is a question', async (zone, choices) => {
    const content = htmlOf(watchedAt(`Sep 14, 2026, 8:05:06 AM ${zone}`))
    await expect(watches(content)).rejects.toMatchObject({ resolvedBy: { option: 'utcOffset', choices } })
    expect(await watches(content, { options: { utcOffset: '-06:00' } })).toMatchObject([
      { occurredAt: '2026-09-14T14:05:06Z' },
    ])
  })

  test('a time without a zone, as before about 2018, is a question as well', async () => {
    await expect(watches(htmlOf(watchedAt('Sep 14, 2016, 8:05:06 AM')))).rejects.toMatchObject({
      resolvedBy: { option: 'utcOffset' },
    })
  })

  test('a row with an unreadable or impossible time is rejected alone', async () => {
    for (const time of ['yesterday', '14 Jun 1999, 08:05:06 CEST', '31 Jun 2026, 08:05:06 CEST']) {
      const [page] = await watchPages(htmlOf(watchedAt(time), watchedAt('14 Jun 2026, 08:05:06 CEST')))
      expect(page).toMatchObject({
        records: [{ occurredOn: '2026-06-14' }],
        rejected: [{ reason: 'Its time cannot be read.' }],
      })
    }
  })
})

test('an export of 2017 is rejected with what to do', async () => {
  const content = JSON.stringify([
    { kind: 'youtube#playlistItem', snippet: { publishedAt: '2016-01-01T00:00:00Z', title: 'A' } },
  ])
  const [page] = await watchPages(content)
  expect(page?.rejected).toMatchObject([
    { reason: expect.stringMatching(/2017.*Request a new one/) as string },
  ])
})
