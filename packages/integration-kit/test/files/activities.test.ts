import { expect, test } from 'vitest'
import {
  type ActivityExport,
  htmlLines,
  htmlPart,
  importActivities,
  type TimedActivity,
  withinPhrase,
} from '../../src/files.ts'
import type { ImportContext } from '../../src/index.ts'

type Activity = { readonly kind: 'seen' | 'searched'; readonly title: string }

const body = htmlPart('body')

const DIARY: ActivityExport<Activity> = {
  provider: 'Reels',
  what: 'diary',
  names: /^diary\.json$/,
  lookFor: 'diary.json',
  isWanted: (entry) => 'what' in entry,
  mainKind: 'seen',
  firstDate: '2020-01-01',
  read: ({ what }, filename) => {
    const [kind = '', title = ''] = String(what).split(' ')
    if (kind === 'seen' || kind === 'searched') return { kind, title: `${title} in ${filename}` }
    return kind === 'ad' ? undefined : 'It is of no kind.'
  },
  html: {
    begins: 'class="row"',
    read(markup) {
      const [what, time] = htmlLines(body(markup))
      return { what: what?.text, written: time?.text }
    },
  },
}

async function read(content: string, only: Activity['kind'], options: Readonly<Record<string, string>> = {}) {
  const bytes = Buffer.from(content)
  const context: Pick<ImportContext, 'connection' | 'cursor' | 'file' | 'options' | 'signal'> = {
    connection: { timeZone: 'Pacific/Auckland' },
    cursor: undefined,
    options,
    signal: new AbortController().signal,
    file: {
      filename: 'd',
      size: bytes.length,
      async *open() {
        yield bytes
      },
    },
  }
  const toRecord = ({ activity, instant, date }: TimedActivity<Activity>) =>
    ({ row: `${activity.title} ${instant} ${date}` }) as const
  const now = () => Date.parse('2026-11-29T12:00:00Z')
  const pages = await Array.fromAsync(importActivities(context, DIARY, { only, toRecord, now }))
  return {
    rows: pages.flatMap((page) => page.records.map(({ row }) => row)),
    reasons: pages.flatMap((page) => (page.rejected ?? []).map(({ reason }) => reason)),
    skipped: pages.reduce((sum, page) => sum + (page.skipped ?? 0), 0),
  }
}

const MIXED = JSON.stringify([
  { what: 'seen A', time: '2026-07-12T23:30:00.900Z' },
  { what: 'searched B', time: '2026-07-12T23:31:00Z' },
  { what: 'ad C', time: '2026-07-12T23:32:00Z' },
  { what: 'odd D', time: '2026-07-12T23:33:00Z' },
  { what: 'seen E', time: 'yesterday' },
  { what: 'searched F', time: '2019-12-31T00:00:00Z' },
  { what: 'seen G', time: '2026-12-31T00:00:00Z' },
])

test('the stream of the main kind counts and reports what is of no kind, the other only its own', async () => {
  expect(await read(MIXED, 'seen')).toEqual({
    rows: ['A in d 2026-07-12T23:30:00Z 2026-07-13'],
    reasons: ['It is of no kind.', 'Its time cannot be read.', 'Its time cannot be read.'],
    skipped: 1,
  })
  expect(await read(MIXED, 'searched')).toEqual({
    rows: ['B in d 2026-07-12T23:31:00Z 2026-07-13'],
    reasons: ['Its time cannot be read.'],
    skipped: 0,
  })
})

const html = (...rows: readonly string[]) =>
  `<html>${rows.map((row) => `<div class="row"><p class="large body">${row}</p></div>`).join('')}</html>`

test('HTML has the same activities at the same instants, on the local date of the chosen time zone, or else that of the connection', async () => {
  const asked = { timeZone: 'America/Lima' }
  const { rows } = await read(html('seen A<br>13 Jul 2026, 01:30:00 CEST<br>'), 'seen', asked)
  expect(rows).toEqual(['A in d 2026-07-12T23:30:00Z 2026-07-12'])
  expect((await read(MIXED, 'seen', asked)).rows).toEqual(rows)
})

test('what the times of a file leave open is asked before anything is imported', async () => {
  const content = html('seen A<br>07/06/2026, 01:30:00 CEST<br>')
  await expect(read(content, 'seen')).rejects.toMatchObject({ resolvedBy: { option: 'dateOrder' } })
  const { rows } = await read(content, 'seen', { dateOrder: 'mdy' })
  expect(rows).toEqual(['A in d 2026-07-05T23:30:00Z 2026-07-06'])
})

test('an unknown time zone is refused', async () => {
  await expect(read(MIXED, 'seen', { timeZone: 'Mars' })).rejects.toThrow(/option timeZone/)
})

test('lines of HTML have their first link, and none are empty', () => {
  expect(htmlLines('<br>A <a class="x" href="/?a&amp;b"><b>B</b></a>&nbsp;c<BR/>&emsp;<br />D')).toEqual([
    { text: 'A B\u00a0c', link: { text: 'B', url: '/?a&b' } },
    { text: 'D' },
  ])
})

test('a part of HTML is found by its whole class, also where a tag before it is broken', () => {
  expect(htmlPart('body')('<div <div class="a body-2">1</div><p class="body">2</p>')).toBe('2')
  expect(htmlPart('body')('<div class="nobody">1</div>')).toBe('')
})

test('the parts of a row that is made to be slow are read at once', () => {
  const longest = 256 * 1024
  const filled = (piece: string) => piece.repeat(longest / piece.length)
  const begin = performance.now()
  for (const piece of ['<', '<a ', '<a href="', '<a href="x">', '<br ', '&', '<b>', '>'])
    expect(htmlLines(filled(piece)).length).toBeLessThanOrEqual(1)
  for (const piece of [
    'class="body',
    'class="body">',
    ' body',
    '<div class="body" ',
    '<p class="body">',
    '>',
  ])
    expect(htmlPart('body')(filled(piece))).toBe('')
  // One of them took minutes.
  expect(performance.now() - begin).toBeLessThan(5_000)
})

test('a phrase fits only a text that has more than the phrase', () => {
  expect(withinPhrase('Seen A', ['Seen {}'])).toBe('A')
  expect(withinPhrase('A seen', ['Seen {}', '{} seen'])).toBe('A')
  expect(withinPhrase('Seen ', ['Seen {}'])).toBeUndefined()
  expect(withinPhrase('A', ['Seen {}'])).toBeUndefined()
})
