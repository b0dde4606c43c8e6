import { readdirSync, readFileSync } from 'node:fs'
import { database } from '@tributary/database'
import { netflix } from '@tributary/integration-netflix'
import { startTestServer, type TestServer, type TestUser } from '@tributary/testkit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const FIXTURES = '../../../../packages/integrations/netflix/test/fixtures/'
const fixture = (name: string) => readFileSync(new URL(`${FIXTURES}${name}`, import.meta.url))
const rows = (...titles: string[]) =>
  `Title,Date\n${titles.map((title) => `"${title}","10/31/26"\n`).join('')}`

describe('files of Netflix on a server', () => {
  let server: TestServer
  let ada: TestUser
  beforeAll(async () => {
    server = await startTestServer({ integrations: [netflix] })
  })
  afterAll(async () => server.stop())
  beforeEach(async () => {
    ada = await server.createUser()
  })

  const count = async (table: string) => {
    const db = server.kernel.getService(database).tables<object>()
    const { rows: found } = await sql<{
      n: number
    }>`select count(*)::integer as n from ${sql.table(table)}`.execute(db)
    return found[0]?.n
  }
  const titles = async () => (await ada.items('netflix')).map(({ title }) => title).toSorted()
  const undo = async (id: string) => ada.post(`/api/imports/${id}/undo`)
  const preview = async (uploadId: string, options = {}) =>
    ada.post('/api/imports/preview', { uploadId, integration: 'netflix', options })

  describe('are recognised', () => {
    const fixtures = readdirSync(new URL(FIXTURES, import.meta.url))
    test.each(fixtures)('by their content, whatever their name: %s', async (name) => {
      const { status, body } = await ada.recognise({ content: fixture(name), filename: 'download (3)' })
      expect(status).toBe(200)
      expect(body.candidates).toMatchObject([{ integration: 'netflix', displayName: 'Netflix' }])
      const what = name.includes('ViewingActivity') ? /of all profiles/ : /of one profile/
      expect(body.candidates[0].description).toMatch(what)
      expect(body.candidates[0].certain).toBe(true)
      expect(body.candidates[0].options).toHaveProperty('properties.dateOrder')
      expect(body).toMatchObject({ filename: 'download (3)', bytes: fixture(name).length, message: null })
    })

    test.each([
      ['Titel,Datum\n"Roma","31.10.26"\n', false],
      ['標題,日期\n"羅馬","2026/10/31"\n', false],
      [
        'Profilname,Startzeit,Dauer,Attribute,Titel,Art,Gerät,Lesezeichen,Letztes,Land\nAda,2025-06-19 20:00:00,00:42:00,,Roma,,TV,00:41:58,00:41:58,DE\n',
        true,
      ],
    ])('under a translated header, where two columns are not certain: %s', async (content, certain) => {
      const { body } = await ada.recognise({ content, filename: 'a.csv' })
      expect(body.candidates).toMatchObject([{ integration: 'netflix', certain }])
    })

    test('also where only the beginning is read', async () => {
      const long = `Title,Date\n${'"Ein ziemlich langer Titel ü","10/31/26"\n'.repeat(4_000)}`
      const { body } = await ada.recognise({ content: long, filename: 'a' })
      expect(body.candidates).toMatchObject([{ integration: 'netflix', certain: true }])
    })

    test.each(['', 'name,amount,balance\nrent,1,2\n', '%PDF-1.7', '{"a": 1}', 'PK\u0003\u0004broken'])(
      'unless they are others, which are deleted at once: %j',
      async (content) => {
        const before = await count('uploads')
        const { status, body } = await ada.recognise({ content, filename: 'NetflixViewingHistory.csv' })
        expect(status).toBe(200)
        expect(body).toMatchObject({ uploadId: null, expiresAt: null, candidates: [] })
        expect(body.message).toBe(
          'No integration can read this file. Files of these are accepted: Netflix (.csv).',
        )
        expect(await count('uploads')).toBe(before)
      },
    )
  })

  describe('are previewed', () => {
    const recognised = async (content: string | Uint8Array) =>
      (await ada.recognise({ content, filename: 'a.csv' })).body.uploadId as string

    test('with the first rows as they will be, rejected lines, and nothing written', async () => {
      const uploadId = await recognised(
        `${rows('Roma', 'Roma', 'Dark: Season 1: Lies', 'A (Trailer)')}"B","31/31/26"\n`,
      )
      const before = [
        await count('media_items'),
        await count('import_jobs'),
        await count('media_import_items'),
      ]
      const { body } = await preview(uploadId)
      expect(body).toMatchObject({
        newCount: 3,
        knownCount: 0,
        changedCount: 0,
        rejectedCount: 1,
        skippedCount: 1,
        isComplete: true,
        problem: null,
        rejections: [{ line: 6, stream: 'viewing-history' }],
      })
      expect(body.rows).toHaveLength(3)
      expect(body.rows[2]).toMatchObject({
        stream: 'viewing-history',
        record: { type: 'episode', seriesTitle: 'Dark', seasonNumber: 1, occurredOn: '2026-10-31' },
      })
      expect(body.rows[0].record).not.toHaveProperty('raw')
      expect([
        await count('media_items'),
        await count('import_jobs'),
        await count('media_import_items'),
      ]).toEqual(before)
    })

    test('of doubtful dates with the option that resolves them and its choices', async () => {
      const uploadId = await recognised(fixture('synthetic_NetflixViewingHistory_ambiguous.csv'))
      const { body } = await preview(uploadId)
      expect(body.problem).toMatchObject({
        code: 'file_parse_error',
        resolvedBy: { option: 'dateOrder', choices: ['dmy', 'mdy'] },
      })
      for (const dateOrder of body.problem.resolvedBy.choices)
        expect((await preview(uploadId, { dateOrder })).body.problem).toBeNull()
    })

    test('with what the import refuses too: unknown integrations, options, files of others', async () => {
      const uploadId = await recognised(rows('Roma'))
      expect(
        await ada.post('/api/imports/preview', { uploadId, integration: 'netflx', options: {} }),
      ).toMatchObject({ status: 400, body: { detail: expect.stringContaining('Did you mean "netflix"?') } })
      expect(await preview(uploadId, { dateOrder: 'never' })).toMatchObject({
        status: 400,
        body: { code: 'INTEGRATION_BAD_OPTION' },
      })
      expect(await preview(uploadId, { order: 'dmy' })).toMatchObject({ status: 400 })
      const bob = await server.createUser()
      for (const path of ['/api/imports/preview', '/api/imports'])
        expect(await bob.post(path, { uploadId, integration: 'netflix' })).toMatchObject({
          status: 409,
          body: { code: 'JOBS_UPLOAD_GONE' },
        })
      const discard = { method: 'DELETE', path: `/api/imports/uploads/${uploadId}/file` } as const
      expect(await bob.request(discard)).toMatchObject({ status: 404 })
      expect(await ada.request(discard)).toMatchObject({ status: 204 })
      expect(await ada.request(discard)).toMatchObject({ status: 404 })
      expect(await preview(uploadId)).toMatchObject({ status: 409 })
    })

    test('and imported once, also when the request is repeated with its key', async () => {
      const uploadId = await recognised(rows('Roma'))
      const send = async (key: string) =>
        ada.request({
          method: 'POST',
          path: '/api/imports',
          body: { uploadId, integration: 'netflix' },
          headers: { 'idempotency-key': key },
        })
      const first = await send('"one"')
      expect(first).toMatchObject({ status: 202, headers: { location: `/api/jobs/${first.body.id}` } })
      expect((await send('"one"')).body.id).toBe(first.body.id)
      expect(await send('"two"')).toMatchObject({ status: 409, body: { code: 'JOBS_UPLOAD_GONE' } })
      expect(await ada.jobEnd(first.body.id)).toMatchObject({ status: 'succeeded', inserted: 1 })
    })

    test('until they expire', async () => {
      const uploadId = await recognised(rows('Roma'))
      const db = server.kernel.getService(database).tables<object>()
      await sql`update uploads set created_at = now() - interval '25 hours' where id = ${uploadId}`.execute(
        db,
      )
      expect(await preview(uploadId)).toMatchObject({ status: 409, body: { code: 'JOBS_UPLOAD_GONE' } })
    })
  })

  describe('are undone', () => {
    test('to what another import has delivered too, in any order', async () => {
      for (const firstUndone of [0, 1]) {
        ada = await server.createUser()
        const jobs = [
          await ada.importFile('netflix', { content: rows('Roma', 'Ghost') }),
          await ada.importFile('netflix', { content: rows('Ghost', 'Up') }),
        ]
        const own = ['Roma', 'Up'][firstUndone]
        expect((await undo(jobs[firstUndone]?.id ?? '')).body.undone).toMatchObject({
          deletedCount: 1,
          keptCount: 1,
        })
        expect(await titles()).toEqual(['Ghost', 'Roma', 'Up'].filter((title) => title !== own))
        expect((await undo(jobs[1 - firstUndone]?.id ?? '')).body.undone).toMatchObject({
          deletedCount: 2,
          keptCount: 0,
        })
        expect(await titles()).toEqual([])
      }
    })

    test('with the deletions in the feed of changes and the counts of the job', async () => {
      const job = await ada.importFile('netflix', { content: `${rows('Roma', 'Up')}"B","31/31/26"\n` })
      expect(job).toMatchObject({ inserted: 2, rejected: 1 })
      const [item] = await ada.items('netflix')
      const { body: feed } = await ada.get('/api/changes?types=item&types=job')
      await undo(job.id)
      const { body } = await ada.get(
        `/api/changes?types=item&types=job&cursor=${encodeURIComponent(feed.nextCursor)}`,
      )
      expect(body.items).toContainEqual(
        expect.objectContaining({ type: 'item', id: item?.id, change: 'delete' }),
      )
      expect((await ada.get(`/api/jobs/${job.id}`)).body).toMatchObject({
        fetched: 0,
        inserted: 0,
        rejected: 0,
        warnings: [],
      })
      expect((await ada.get(`/api/jobs/${job.id}/rejected`)).body.items).toEqual([])
    })

    test('once: again is the same answer, and nothing else is deleted', async () => {
      const { id } = await ada.importFile('netflix', { content: rows('Roma') })
      const undone = await undo(id)
      expect(undone.body.undo).toEqual({ possible: false, reason: 'It is undone already.' })
      const again = await ada.importFile('netflix', { content: rows('Roma') })
      expect(again).toMatchObject({ inserted: 1, unchanged: 0 })
      expect(await undo(id)).toMatchObject({ status: 200, body: undone.body })
      expect(await titles()).toEqual(['Roma'])
    })

    test('while they wait, by cancelling them, and are not run again', async () => {
      const { body: job } = await ada.upload('netflix', {
        content: rows(...Array.from({ length: 5_000 }, (_, i) => `F ${i}`)),
      })
      expect((await undo(job.id)).body).toMatchObject({ newCount: 0 })
      const { status } = await ada.jobEnd(job.id)
      expect(['cancelled', 'succeeded']).toContain(status)
      expect(await titles()).toEqual([])
      expect((await ada.post(`/api/jobs/${job.id}/retry`)).status).toBe(409)
      expect(await ada.importFile('netflix', { content: rows('Roma') })).toMatchObject({ inserted: 1 })
    })

    test('in steps of many pages', async () => {
      const many = rows(...Array.from({ length: 12_000 }, (_, i) => `Film ${i}`))
      const kept = await ada.importFile('netflix', { content: rows('Film 7', 'Film 11999') })
      const { id } = await ada.importFile('netflix', { content: many })
      expect((await undo(id)).body.undone).toMatchObject({ deletedCount: 11_998, keptCount: 2 })
      expect(await titles()).toEqual(['Film 11999', 'Film 7'])
      expect((await undo(kept.id)).body.undone).toMatchObject({ deletedCount: 2 })
      const db = server.kernel.getService(database).tables<object>()
      const left = await sql`select from media_import_items where user_id = ${ada.id}`.execute(db)
      expect(left.rows).toEqual([])
    })

    test('only by their owner, and listed newest first', async () => {
      const first = await ada.importFile('netflix', { content: rows('Roma'), filename: 'one.csv' })
      const second = await ada.importFile('netflix', { content: rows('Up'), filename: 'two.csv' })
      const bob = await server.createUser()
      expect(await bob.post(`/api/imports/${first.id}/undo`)).toMatchObject({ status: 404 })
      expect((await bob.get('/api/imports')).body.items).toEqual([])
      const page = (await ada.get('/api/imports?limit=1')).body
      expect(page.items).toMatchObject([
        { id: second.id, filename: 'two.csv', undo: { possible: true, reason: null } },
      ])
      const rest = (await ada.get(`/api/imports?limit=1&cursor=${encodeURIComponent(page.nextCursor)}`)).body
      expect(rest).toMatchObject({ items: [{ id: first.id, newCount: 1, undone: null }], nextCursor: null })
      expect(await ada.get('/api/imports?integration=netflx')).toMatchObject({ status: 400 })
    })

    test('not where an earlier version imported them', async () => {
      const { id } = await ada.importFile('netflix', { content: rows('Roma') })
      const db = server.kernel.getService(database).tables<object>()
      await sql`update import_jobs set undoable = false where id = ${id}`.execute(db)
      expect(await undo(id)).toMatchObject({ status: 409, body: { code: 'JOBS_NOT_UNDOABLE' } })
      expect((await ada.get(`/api/imports/${id}`)).body.undo).toMatchObject({
        possible: false,
        reason: expect.stringMatching(/earlier version/),
      })
    })
  })
})
