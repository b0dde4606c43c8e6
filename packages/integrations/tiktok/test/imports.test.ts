import { startTestServer, type TestServer, type TestUser } from '@tributary/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { jsonZip, textZip } from '../simulator/index.ts'
import { tiktok } from '../src/index.ts'
import { readFixture } from './read-fixture.ts'

let server: TestServer
let ada: TestUser
beforeAll(async () => {
  server = await startTestServer({ integrations: [tiktok] })
})
afterAll(async () => server.stop())
beforeEach(async () => {
  ada = await server.createUser()
})

const counts = { view: 300, like: 20, favorite: 5, search: 10 }

test('JSON and text of one account are the same views and events', async () => {
  expect(await ada.importFile('tiktok', { content: await jsonZip({ counts }) })).toMatchObject({
    inserted: 335,
  })
  for (const content of [await textZip({ counts }), await jsonZip({ counts, spelling: 'older' })])
    expect(await ada.importFile('tiktok', { content })).toMatchObject({
      inserted: 0,
      updated: 0,
      unchanged: 335,
    })
  expect(await ada.items('tiktok')).toHaveLength(300)
})

test('a later export adds what is new', async () => {
  await ada.importFile('tiktok', { content: await jsonZip({ counts, newest: '2026-10-01T20:00:00Z' }) })
  const before = await ada.items('tiktok')
  await ada.importFile('tiktok', {
    content: await jsonZip({ counts, seed: 2, newest: '2026-11-20T20:00:00Z' }),
  })
  const after = await ada.items('tiktok')
  expect(after).toHaveLength(600)
  expect(after).toEqual(expect.arrayContaining(before))
})

test.each([
  ['first', true],
  ['last', false],
])('a title stays when an export without it comes %s', async (_, untitledFirst) => {
  const titled = await jsonZip({ counts, titles: true })
  const untitled = await textZip({ counts })
  for (const content of untitledFirst ? [untitled, titled] : [titled, untitled])
    await ada.importFile('tiktok', { content })
  const items = await ada.items('tiktok')
  expect(items).toHaveLength(300)
  const named = items.filter(({ title }) => !title.startsWith('TikTok '))
  expect(named.length).toBeGreaterThan(60)
})

test('equal entries of one file are one', async () => {
  const job = await ada.importFile('tiktok', { content: readFixture('odd_entries.json') })
  expect(job).toMatchObject({ status: 'partial', inserted: 7, unchanged: 1, rejected: 4 })
  expect(await ada.items('tiktok')).toHaveLength(5)
})

test('likes, favorites and searches are events, and are deleted when their import is undone', async () => {
  const job = await ada.importFile('tiktok', { content: await jsonZip({ counts }) })
  const { body: likes } = await ada.get('/api/metrics/events?integration=tiktok&type=like')
  expect(likes.items).toHaveLength(20)
  expect(likes.items[0]).toMatchObject({
    title: /^TikTok 73/.exec(likes.items[0].title) ? likes.items[0].title : '',
    connectionId: null,
  })
  const { body: undone } = await ada.post(`/api/imports/${job.id}/undo`)
  expect(undone.undone).toMatchObject({ deletedCount: 335, keptCount: 0 })
  expect((await ada.get('/api/metrics/events?integration=tiktok')).body.items).toEqual([])
})

test.each([
  ['user_data_tiktok_current.json', 'a', true, '(JSON)'],
  ['user_data_old.json', 'a', true, '(JSON)'],
  ['empty_sections.json', 'a', true, '(JSON)'],
  ['watch_history_en.txt', 'Watch History.txt', true, '(text)'],
  ['watch_history_en.txt', 'a', false, '(text)'],
  ['kijkgeschiedenis_nl.txt', 'Kijkgeschiedenis.txt', true, '(text)'],
  ['zoekopdrachten_nl.txt', 'Zoekopdrachten.txt', false, '(text)'],
])('%s is recognised as %s: certain is %s', async (fixture, filename, certain, form) => {
  const { body } = await ada.recognise({ content: readFixture(fixture), filename })
  expect(body.candidates).toMatchObject([
    { integration: 'tiktok', certain, description: `Watch history, likes and searches ${form}` },
  ])
})

test.each([
  '[]',
  '{"a": {}}',
  'Title,Date\n"Roma","10/31/26"\n',
  'Date: 2026-10-01 10:00:00\nIP: 192.0.2.1\n',
  '%PDF-1.7',
  '',
])('another file is not recognised: %j', async (content) => {
  expect((await ada.recognise({ content, filename: 'download' })).body.candidates).toEqual([])
})
