import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MAX_FAILURES } from '../src/index.ts'
import { ENDINGS, type JobsServer, passTime, reaches, startJobsServer } from './jobs-server.ts'
import { pageOf, scriptedSync, tens } from './scripted-integration.ts'

const WINDOW = { startDate: '2026-11-01', endDate: '2026-11-07' }

describe('a sync', () => {
  const feed = scriptedSync('feed')
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ integrations: [feed] })
  })
  afterAll(() => server.stop())
  afterEach(() =>
    sql`truncate import_jobs, sync_cursors, rejected_records, test_records cascade`.execute(server.db),
  )

  const submit = async () =>
    (await server.imports.submitSync({ userId: 'ada', integration: 'feed', window: WINDOW })).id
  const sync = async () => reaches(server, await submit(), ENDINGS)
  const again = async (id: string) => {
    await server.db.updateTable('import_jobs').set({ updated_at: new Date() }).where('id', '=', id).execute()
    const reply = await server.kernel.app.inject({
      method: 'POST',
      url: `/api/jobs/${id}/retry`,
      headers: { as: 'ada' },
    })
    expect(reply.statusCode).toBe(200)
    return reaches(server, id, ENDINGS)
  }
  const stored = async () =>
    (await server.db.selectFrom('test_records').select('external_id').execute()).map((row) => row.external_id)
  const cursor = async () =>
    (await server.db.selectFrom('sync_cursors').select(['cursor', 'version']).executeTakeFirst()) ?? null

  it('stores an unusable response with the reason, and keeps earlier pages', async () => {
    feed.sync = async function* ({ cursor: from }) {
      yield* tens(from, 10)
      throw new IntegrationError('invalid_data', 'Page 2 is not a list.', { raw: { page: 'oops' } })
    }
    const row = await sync()
    expect(row).toMatchObject({
      status: 'partial',
      fetched: 11,
      inserted: 10,
      rejected: 1,
      error_code: 'invalid_data',
    })
    const reply = await server.kernel.app.inject({
      url: `/api/jobs/${row.id}/rejected`,
      headers: { as: 'ada' },
    })
    expect(reply.json()).toMatchObject({
      items: [{ reason: 'Page 2 is not a list.', raw: { page: 'oops' } }],
    })
  })

  it('writes its pages, counts them and resumes from its cursor the next time', async () => {
    const cursors: unknown[] = []
    let total = 30
    feed.sync = async function* ({ cursor: from, window }) {
      cursors.push(from)
      expect(window).toEqual(WINDOW)
      yield* tens(from, total)
    }
    expect(await sync()).toMatchObject({
      status: 'succeeded',
      fetched: 30,
      inserted: 30,
      pages: 3,
      progress: 1,
    })
    total = 50
    expect(await sync()).toMatchObject({ status: 'succeeded', fetched: 20, inserted: 20, pages: 2 })
    expect(cursors).toEqual([undefined, 30])
    expect(await stored()).toHaveLength(50)
    expect(await cursor()).toEqual({ cursor: { value: 50 }, version: 5 })
  })

  it('distinguishes new, changed and unchanged records', async () => {
    feed.sync = async function* () {
      yield pageOf(0, 10, 'old')
    }
    await sync()
    feed.sync = async function* () {
      yield pageOf(0, 5, 'old')
      yield pageOf(5, 12, 'new')
    }
    expect(await sync()).toMatchObject({ fetched: 12, inserted: 2, updated: 5, unchanged: 5, rejected: 0 })
  })

  it('rolls back a page that cannot be written completely: no row, no count, no cursor', async () => {
    feed.sync = async function* ({ cursor: from }) {
      yield* tens(from, 20)
      yield { ...pageOf(20, 30), records: [...pageOf(20, 29).records, { externalId: 'x', value: 'explode' }] }
    }
    const id = await submit()
    const waiting = await reachesFailure(id, 1)
    expect(waiting).toMatchObject({ status: 'queued', fetched: 20, pages: 2, error_code: 'internal' })
    expect(waiting.error_message).not.toContain('secret')
    expect(await stored()).toHaveLength(20)
    expect(await cursor()).toEqual({ cursor: { value: 20 }, version: 2 })
  })

  it('rejects invalid records with their reasons, whichever layer detects them, and writes all others', async () => {
    feed.sync = async function* () {
      const { records } = pageOf(0, 100)
      const bad = [
        { externalId: '', value: 'v' },
        { externalId: 'hate', value: 'hateful' },
        { externalId: 'zero', value: 'a\0b' },
        { externalId: 'extra', value: 'v', more: 1 },
      ]
      yield {
        records: [...records.slice(0, 40), ...bad, ...records.slice(40)],
        rejected: [
          { reason: 'Not a record.', position: 'line 7', raw: { half: '\uD800', zero: 'a\0b', big: 1n } },
        ],
        skipped: 3,
        cursor: null,
      }
    }
    const row = await sync()
    expect(row).toMatchObject({ status: 'partial', fetched: 105, inserted: 100, rejected: 5, skipped: 3 })
    const url = `/api/jobs/${row.id}/rejected`
    const reply = await server.kernel.app.inject({ url, headers: { as: 'ada' } })
    const { items } = reply.json<{ items: { reason: string; position: string | null; raw: unknown }[] }>()
    expect(items.map(({ reason }) => reason)).toEqual([
      'Not a record.',
      expect.stringContaining('externalId'),
      'more is not a property of this stream.',
      expect.stringContaining('test_records_value_check'),
      expect.stringContaining('0x00'),
    ])
    expect(items[0]).toMatchObject({
      position: 'line 7',
      raw: { half: '\uFFFD', zero: 'a\uFFFDb', big: '1' },
    })
    expect((await server.kernel.app.inject({ url, headers: { as: 'grace' } })).statusCode).toBe(404)
  })

  it('is retried after a rate limit as requested, and counts no failure', async () => {
    let limited = true
    feed.sync = async function* ({ cursor: from }) {
      yield* tens(from, 20)
      if (limited) throw new IntegrationError('rate_limit', 'Slow down.', { retryAfterSeconds: 600 })
    }
    const id = await submit()
    const waiting = await reaches(server, id, ['queued'], 15_000).then(() => reachesError(id, 'rate_limit'))
    expect(waiting).toMatchObject({ status: 'queued', failures: 0, fetched: 20 })
    const { rows } = await sql<{ seconds: number; entry: number }>`
      select extract(epoch from run_after - now())::float8 as seconds,
        (select extract(epoch from start_after - now())::float8 from pgboss.job
          where singleton_key = ${id} and state = 'created') as entry
      from import_jobs where id = ${id}`.execute(server.db)
    expect(rows[0]?.seconds).toBeGreaterThan(580)
    expect(rows[0]?.entry).toBeGreaterThanOrEqual(rows[0]?.seconds ?? Number.POSITIVE_INFINITY)
    limited = false
    await passTime(server, id)
    expect(await reaches(server, id, ENDINGS)).toMatchObject({
      status: 'succeeded',
      fetched: 20,
      inserted: 20,
    })
  })

  it('that ends partial keeps its pages, and a retry resumes after them', async () => {
    let open = false
    feed.sync = async function* ({ cursor: from }) {
      yield* tens(from, open ? 40 : 20)
      if (!open) throw new IntegrationError('partial_sync', 'The rest comes tomorrow.')
    }
    const partial = await sync()
    expect(partial).toMatchObject({ status: 'partial', fetched: 20, error_code: 'partial_sync' })
    open = true
    expect(await again(partial.id)).toMatchObject({
      status: 'succeeded',
      fetched: 40,
      inserted: 40,
      pages: 4,
    })
  })

  it('retries a failing provider a few times and then gives up; a page in between resets the count', async () => {
    let runs = 0
    feed.sync = async function* ({ cursor: from }) {
      runs++
      if (runs === 3) yield pageOf(0, 10)
      else if (from !== 'never') throw new IntegrationError('upstream', 'Bad gateway.')
      throw new IntegrationError('upstream', 'Bad gateway.')
    }
    const id = await submit()
    const failures: number[] = []
    for (let attempt = 1; attempt <= 2 + MAX_FAILURES; attempt++) {
      const row = await reachesAttempt(id, attempt)
      failures.push(row.failures)
      if (row.status === 'failed') break
      await passTime(server, id)
    }
    expect(failures).toEqual([1, 2, 1, 2, 3, 4, 4])
    expect(await reaches(server, id, ['failed'])).toMatchObject({
      error_code: 'upstream',
      error_message: 'Bad gateway. Stopped after 5 attempts; retry the job later.',
    })
    expect(await stored()).toHaveLength(10)
  })

  it('that is cancelled while it runs stops after its page, and a retry resumes after it', async () => {
    let release: () => void = () => {}
    const cancelled = new Promise<void>((resolve) => {
      release = resolve
    })
    feed.sync = async function* ({ cursor: from }) {
      yield* tens(from, 10)
      await cancelled
      yield* tens(from ?? 10, 60)
    }
    const id = await submit()
    await reachesPages(id, 1)
    const reply = await server.kernel.app.inject({
      method: 'POST',
      url: `/api/jobs/${id}/cancel`,
      headers: { as: 'ada' },
    })
    expect(reply.json()).toMatchObject({ status: 'running' })
    release()
    expect(await reaches(server, id, ENDINGS)).toMatchObject({ status: 'cancelled', pages: 2, fetched: 20 })
    expect(await again(id)).toMatchObject({ status: 'succeeded', fetched: 60, inserted: 60, pages: 6 })
  })

  async function until(id: string, what: (row: Awaited<ReturnType<typeof reaches>>) => boolean) {
    for (let looks = 0; looks < 600; looks++) {
      const row = await server.db
        .selectFrom('import_jobs')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      if (what(row)) return row
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error('the job does not come so far')
  }
  const reachesFailure = (id: string, failures: number) => until(id, (row) => row.failures === failures)
  const reachesError = (id: string, code: string) => until(id, (row) => row.error_code === code)
  const reachesPages = (id: string, pages: number) => until(id, (row) => row.pages >= pages)
  const reachesAttempt = (id: string, attempt: number) =>
    until(id, (row) => row.fence === attempt && row.status !== 'running')
})
