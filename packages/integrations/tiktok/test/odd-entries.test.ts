import { collectPages } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { likesAndSearches, watchHistory } from '../src/streams.ts'
import { readFixture } from './read-fixture.ts'

async function viewsOf(content: string | Uint8Array, options = {}) {
  const pages = await collectPages(watchHistory, { content, options })
  return {
    records: pages.flatMap(({ records }) => records),
    rejected: pages.flatMap((page) => page.rejected ?? []),
  }
}

async function eventsOf(content: string | Uint8Array, options = {}) {
  const pages = await collectPages(likesAndSearches, { content, options })
  return {
    records: pages.flatMap(({ records }) => records),
    rejected: pages.flatMap((page) => page.rejected ?? []),
  }
}

const LINK = 'https://www.tiktokv.com/share/video/'

describe('an export of 2026', () => {
  test('has views with an id, a time in UTC and a link', async () => {
    const { records } = await viewsOf(readFixture('user_data_tiktok_current.json'))
    expect(records).toEqual([
      {
        externalId: 'untitled|2026-10-01T10:00:00Z|7300000000000000000',
        type: 'video',
        title: 'TikTok 7300000000000000000',
        occurredOn: '2026-10-01',
        occurredAt: '2026-10-01T10:00:00Z',
        url: `${LINK}7300000000000000000/`,
        raw: { Date: '2026-10-01 10:00:00', Link: `${LINK}7300000000000000000/` },
        match: { source: 'untitled', precedence: 1, keys: ['7300000000000000000'], toleranceSeconds: 0 },
      },
      expect.objectContaining({ externalId: 'untitled|2026-09-30T09:59:59Z|7300000000000000001' }),
    ])
  })

  test('has likes with "date" and "link", favorites with "Date" and "Link", under a root of their own', async () => {
    const { records } = await eventsOf(readFixture('user_data_tiktok_current.json'))
    expect(records).toEqual([
      {
        externalId: 'search|2026-10-01T09:00:00Z|example',
        type: 'search',
        title: 'example',
        startedAt: '2026-10-01T09:00:00Z',
        date: '2026-10-01',
        values: {},
        raw: { Date: '2026-10-01 09:00:00', SearchTerm: 'example' },
      },
      expect.objectContaining({
        externalId: 'like|2026-10-01T10:00:05Z|7300000000000000000',
        type: 'like',
        title: 'TikTok 7300000000000000000',
        values: { link: `${LINK}7300000000000000000/` },
      }),
      expect.objectContaining({
        externalId: 'favorite|2026-09-29T10:00:05Z|7300000000000000003',
        type: 'favorite',
      }),
    ])
  })
})

test('an export until 2024 has "VideoLink", other sections and one root', async () => {
  const content = readFixture('user_data_old.json')
  expect((await viewsOf(content)).records).toMatchObject([
    { externalId: 'untitled|2021-05-01T10:00:00Z|6900000000000000001' },
  ])
  expect((await eventsOf(content)).records).toMatchObject([
    { externalId: 'like|2021-05-01T10:00:05Z|6900000000000000002' },
    { externalId: 'search|2021-05-01T09:00:00Z|example' },
  ])
})

test('sections without data, written as null, {} or [], are valid', async () => {
  const content = readFixture('empty_sections.json')
  expect(await collectPages(watchHistory, { content })).toEqual([])
  expect(await collectPages(likesAndSearches, { content })).toEqual([])
})

test.each(['null', '{}', '[]', '""', '0'])('a list of views that is %s has none', async (list) => {
  const content = `{"Your Activity": {"Watch History": {"App": 1, "VideoList": ${list}}, "Searches": ${list}}}`
  expect(await collectPages(watchHistory, { content })).toEqual([])
  expect(await collectPages(likesAndSearches, { content })).toEqual([])
})

test('moved to a root of another name, a section is found', async () => {
  const content = `{"Your Activity": {}, "Videos and Likes": {"Like List": {"ItemFavoriteList": [
    {"date": "2026-10-01 10:00:00", "link": "${LINK}7300000000000000000/"}]}}}`
  expect((await eventsOf(content)).records).toHaveLength(1)
})

describe('odd entries', () => {
  const content = readFixture('odd_entries.json')

  test('a view is the same by time and video: rewatches and other videos of a second are others', async () => {
    const { records } = await viewsOf(content)
    expect(records.map(({ externalId }) => externalId)).toEqual([
      'untitled|2026-10-01T10:00:00Z|7300000000000000001',
      'untitled|2026-10-01T10:00:00Z|7300000000000000002',
      'untitled|2026-10-01T10:00:00Z|7300000000000000001',
      'titled|2026-10-01T11:00:00Z|7300000000000000001',
      'untitled|2026-10-01T12:00:00Z|7300000000000000003',
      'untitled|2026-10-01T13:00:00Z|https://www.tiktok.com/live',
    ])
    expect(records[3]?.title).toBe('Again 🐱')
  })

  test('own posts and activity outside of TikTok are no views', async () => {
    const { records } = await viewsOf(content)
    expect(JSON.stringify(records)).not.toMatch(/00000009[89]/)
  })

  test('entries without a possible time or a link are rejected alone, with their line', async () => {
    const { rejected } = await viewsOf(content)
    expect(rejected).toMatchObject([
      { reason: 'It has no possible time such as 2026-10-01 10:00:00.', position: 'line 14' },
      { reason: 'It has no possible time such as 2026-10-01 10:00:00.', position: 'line 15' },
      { reason: 'It has no link to a video.', position: 'line 16' },
    ])
  })

  test('a search for "none" or for a time is a search, one for nothing is rejected', async () => {
    const { records, rejected } = await eventsOf(content)
    expect(records.map(({ title }) => title)).toEqual(['none', '2026-01-01 10:00'])
    expect(rejected).toMatchObject([{ reason: 'It does not contain what was searched for.' }])
  })
})

test('ids are read from the text of a link, beyond 2⁵³', async () => {
  const ids = ['7300000000000000001', '7300000000000000002', '9223372036854775807']
  const views = ids.map((id) => `{"Date": "2026-10-01 10:00:00", "Link": "${LINK}${id}/"}`)
  const { records } = await viewsOf(`{"Your Activity": {"Watch History": {"VideoList": [${views.join()}]}}}`)
  expect(records.map(({ match }) => match?.keys)).toEqual(ids.map((id) => [id]))
})

test('the local date is that of the option timeZone', async () => {
  const content = `{"Your Activity": {"Watch History": {"VideoList": [
    {"Date": "2026-10-01 20:00:00", "Link": "${LINK}7300000000000000000/"}]}}}`
  expect((await viewsOf(content)).records).toMatchObject([{ occurredOn: '2026-10-01' }])
  expect((await viewsOf(content, { timeZone: 'Asia/Tokyo' })).records).toMatchObject([
    { occurredOn: '2026-10-02', occurredAt: '2026-10-01T20:00:00Z' },
  ])
  await expect(viewsOf(content, { timeZone: 'Mars' })).rejects.toThrow(/option timeZone/)
})
