import { describe, expect, test } from 'vitest'
import { readItem } from '../src/api-item.ts'
import { apiRecord } from '../src/mapping.ts'
import { readFixture } from './read-fixture.ts'

const PLAYED_AT = '2026-11-20T18:07:30.220Z'

/** The record of an item, or the reason why it is rejected. */
function recordOf(item: unknown) {
  const read = readItem(item)
  return typeof read === 'string' ? read : apiRecord(read, (instant) => instant.slice(0, 10))
}

const trackOf = (track: unknown) => recordOf({ played_at: PLAYED_AT, context: null, track })

describe('items of the API with missing members', () => {
  test('every item with a time and a name or URI is imported', async () => {
    const { items } = JSON.parse(await readFixture('odd_items')) as { items: { track: unknown }[] }
    expect(items.map(({ track }) => trackOf(track))).toMatchObject([
      { title: 'Made Up Song 1', creators: ['Made Up Band'], type: 'track' },
      '"track" does not contain what was played.',
      { title: 'Home Tape', type: 'track', creators: ['Made Up Band'] },
      { title: 'spotify:track:madeup3', type: 'track' },
      { title: 'Made Up Song 4' },
      { title: 'No Address', creators: ['Made Up Band'] },
      { title: 'Made Up Song 6' },
      { title: 'Made Up Song 7', type: 'podcast_episode', episodeTitle: 'Made Up Song 7' },
    ])
  })

  const whole = {
    id: 'a',
    uri: 'spotify:track:a',
    name: 'A',
    artists: [{ name: 'B', uri: 'spotify:artist:b' }],
    album: { name: 'C', uri: 'spotify:album:c', artists: [{ name: 'D' }] },
    external_ids: { isrc: 'X' },
  }
  const odd = [null, undefined, '', 7, true, [], {}, 'text', [null], [[]], [{ name: 5 }], { name: [] }]

  test.each(Object.keys(whole).filter((member) => member !== 'uri' && member !== 'id'))(
    'for any value of %s, the rest is imported',
    (member) => {
      for (const value of odd) {
        const record = trackOf({ ...whole, [member]: value })
        expect(record, JSON.stringify(value)).toMatchObject({ url: 'https://open.spotify.com/track/a' })
        if (typeof record === 'string') continue
        expect(record.title).not.toBe('')
        expect(record.creators?.every((name) => name !== '')).not.toBe(false)
      }
    },
  )

  test('an id is used as a URI', () => {
    expect(trackOf({ ...whole, uri: null })).toMatchObject({
      externalId: `api|${PLAYED_AT}|spotify:track:a`,
      url: 'https://open.spotify.com/track/a',
    })
  })

  test('a track without a URI is identified by its names', () => {
    const [one, again, other] = ['A', 'A', 'Z'].map((name) => trackOf({ name, artists: [{ name: 'B' }] }))
    expect(again).toEqual(one)
    expect(other).not.toMatchObject({ externalId: (one as { externalId: string }).externalId })
  })

  test('an episode is of its show', () => {
    const episode = { uri: 'spotify:episode:e', name: 'E', show: { name: 'S', uri: 'spotify:show:s' } }
    expect(trackOf(episode)).toMatchObject({
      type: 'podcast_episode',
      seriesTitle: 'S',
      episodeTitle: 'E',
      creators: ['S'],
      raw: { track: { show: { name: 'S' } } },
    })
  })

  test('a play without a name never replaces an earlier name', () => {
    const [named, unnamed] = [trackOf(whole), trackOf({ ...whole, name: null })]
    expect(unnamed).toMatchObject({ title: 'spotify:track:a', match: { precedence: 0, repeatSeconds: 2 } })
    expect(unnamed).not.toMatchObject({ externalId: (named as { externalId: string }).externalId })
  })

  test.each([
    ['no time', { track: whole }],
    ['a word for a time', { track: whole, played_at: 'now' }],
    ['a number for a time', { track: whole, played_at: 5 }],
    ['no such day', { track: whole, played_at: '2026-13-45T10:00:00Z' }],
    ['nothing played', { played_at: PLAYED_AT }],
    ['a track of nothing', { played_at: PLAYED_AT, track: { name: ' ', uri: '', id: null } }],
    ['a list', []],
    ['null', null],
    ['a text', 'x'],
  ])('an item without time or name is rejected with the reason: %s', (_, item) => {
    expect(recordOf(item)).toMatch(/^"(played_at|track)" /)
  })
})
