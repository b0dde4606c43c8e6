import { describe, expect, test } from 'vitest'
import { htmlOf, jsonOf, searches, skippedIn, watches } from './import-file.ts'
import { readFixture } from './read-fixture.ts'

const VIDEO = 'https://www.youtube.com/watch?v=AAAAAAAAA01'
const channel = [{ name: 'Sample Kitchen', url: 'https://www.youtube.com/channel/UCexample' }]

describe('ads', () => {
  test.each([
    'From Google Ads',
    'Von Google Anzeigen',
    'Da programmi pubblicitari Google',
    'Des annonces Google',
    'Google 広告から',
    'Google 광고',
    'Dos Anúncios Google',
  ])('a row from "%s" is skipped, in JSON and in HTML', async (name) => {
    const json = jsonOf({ titleUrl: VIDEO, details: [{ name }], activityControls: ['YouTube watch history'] })
    expect(await skippedIn(json)).toBe(1)
    const html = htmlOf({
      body: `<a href="${VIDEO}">A</a><br>14 Jun 2026, 08:05:06 CEST`,
      caption: `<b>D</b><br>&emsp;${name}<br><b>W</b><br>&emsp;YouTube watch history`,
    })
    expect(await skippedIn(html)).toBe(1)
  })

  test.each([
    'Web & App Activity',
    'Web- & App-Aktivitäten',
    'Attività web e app',
    'Activité sur le Web et les applications',
    'ウェブとアプリのアクティビティ',
  ])('a row that is saved by "%s" alone and has no channel is skipped', async (control) => {
    expect(await skippedIn(jsonOf({ titleUrl: VIDEO, activityControls: [control] }))).toBe(1)
    expect(
      await watches(jsonOf({ titleUrl: VIDEO, subtitles: channel, activityControls: [control] })),
    ).toHaveLength(1)
  })

  test('the line "Watched at 8:05 AM" before the date of an ad is not the date', async () => {
    const body = `Watched <a href="${VIDEO}">A</a><br>Watched at 8:05 AM<br>Sep 14, 2026, 8:05:06\u202fAM CEST<br>`
    expect(await watches(htmlOf({ body }))).toMatchObject([{ occurredAt: '2026-09-14T06:05:06Z' }])
  })

  test('of a German HTML file only the video is a watch: an ad of the homepage ends in "angesehen", too', async () => {
    const html = await readFixture('Wiedergabeverlauf.html')
    expect(await watches(html)).toMatchObject([
      {
        externalId: 'watch|2026-07-12T18:04:54Z|AAAAAAAAA01',
        type: 'video',
        title: 'Brot & Salz',
        creators: ['Beispielküche'],
        url: 'https://www.youtube.com/watch?v=AAAAAAAAA01',
      },
    ])
    expect(await skippedIn(html)).toBe(2)
  })
})

test.each([
  ['an ad of the homepage', { title: 'Viewed Ads On YouTube Homepage' }],
  ['one in German', { title: 'Hat Anzeigen auf der YouTube-Startseite angesehen' }],
  ['one in Japanese', { title: 'YouTube のトップページで広告を視聴しました' }],
  ['a post', { title: 'Viewed A', titleUrl: 'https://www.youtube.com/post/Ugexample' }],
  ['a post that is gone', { title: 'Viewed a post that is no longer available' }],
  ['the tools of Shorts', { title: 'Used Shorts creation tools' }],
  [
    'a visited page',
    { title: 'Visited A', titleUrl: 'https://www.google.com/url?q=https://example.org/watch?v=1' },
  ],
  [
    'a playlist',
    { title: 'Vous avez consulté A', titleUrl: 'https://www.youtube.com/playlist?list=PLexample' },
  ],
  ['a survey', { title: 'Answered survey question' }],
  ['a survey in Korean', { title: '설문조사 질문에 답변함' }],
  ['a page of another host', { titleUrl: 'https://notyoutube.com/watch?v=AAAAAAAAA01' }],
])('%s is skipped and counted', async (_, entry) => {
  expect(await watches(jsonOf(entry))).toEqual([])
  expect(await skippedIn(jsonOf(entry))).toBe(1)
})

describe('removed videos', () => {
  test('an English row without a link is a watch without an address', async () => {
    const [record] = await watches(jsonOf({ title: 'Watched a video that has been removed' }))
    expect(record).toMatchObject({ externalId: 'watch|2026-07-12T18:04:54Z|removed', type: 'video' })
    expect(record).not.toHaveProperty('url')
  })

  test('HTML identifies it the same', async () => {
    const body = 'Watched a video that has been removed<br>12 Jul 2026, 20:04:54 CEST'
    expect(await watches(htmlOf({ body }))).toMatchObject([
      { externalId: 'watch|2026-07-12T18:04:54Z|removed' },
    ])
  })

  test('a title that is the address is kept', async () => {
    expect(await watches(jsonOf({ title: `Watched ${VIDEO}`, titleUrl: VIDEO }))).toMatchObject([
      { title: VIDEO, url: VIDEO },
    ])
  })

  test('a link without an id has no address', async () => {
    const [record] = await watches(jsonOf({ titleUrl: 'https://www.youtube.com/watch?v=' }))
    expect(record).toMatchObject({ externalId: 'watch|2026-07-12T18:04:54Z|removed' })
    expect(record).not.toHaveProperty('url')
  })
})

describe('My Activity', () => {
  const liked = { title: 'Liked A', titleUrl: VIDEO }
  test.each([
    'MyActivity.json',
    'My Activity.json',
    'MeineAktivitäten.json',
    'MiActividad.json',
    'نشاطي.json',
    '我的活动记录.json',
    'Etkinliğim.json',
    'MonActivité.json',
    'MinhaAtividade.json',
  ])('of %s only rows with a known verb are watched: likes link to videos as well', async (filename) => {
    expect(await watches(jsonOf(liked), { filename })).toEqual([])
    expect(await watches(jsonOf({ titleUrl: VIDEO }), { filename })).toHaveLength(1)
  })
})

test('searches are told by their links, and their words have no verb', async () => {
  const entry = {
    title: 'Gesucht nach: Brot & Salz',
    titleUrl: 'https://www.youtube.com/results?search_query=Brot+%26+Salz',
  }
  expect(await searches(jsonOf(entry))).toMatchObject([
    {
      externalId: 'search|2026-07-12T18:04:54Z|Brot & Salz',
      type: 'search',
      title: 'Brot & Salz',
      startedAt: '2026-07-12T18:04:54Z',
      date: '2026-07-12',
    },
  ])
  expect(await searches(jsonOf({ ...entry, details: [{ name: 'From Google Ads' }] }))).toEqual([])
  expect(await watches(jsonOf(entry))).toEqual([])
})
