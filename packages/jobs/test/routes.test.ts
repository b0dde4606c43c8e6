import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { insertJob, type NewJob } from '../src/job-store.ts'
import { countQueries, type JobsServer, jobRow, startJobsServer } from './jobs-server.ts'

/** The events of a stream, by the fields of the HTML standard. */
function eventsIn(body: string): { event: string; id: string; status: string }[] {
  return [...body.matchAll(/event: (.*)\nid: (.*)\ndata: (.*)\n\n/g)].map(
    ([, event = '', id = '', data = '']) => ({
      event,
      id,
      status: (JSON.parse(data) as { status: string }).status,
    }),
  )
}

describe('the routes of jobs', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ worker: false })
  })
  afterAll(() => server.stop())
  afterEach(() => sql`truncate import_jobs cascade`.execute(server.db))

  const call = (method: 'GET' | 'HEAD' | 'POST', url: string, as = 'ada') =>
    server.kernel.app.inject({ method, url: `/api/jobs${url}`, headers: { as } })
  const newJob = async (integration = 'feed', userId = 'ada') =>
    (await insertJob(server.db, { userId, integration, trigger: 'manual' })).id
  const set = (id: string, status: string) =>
    sql`update import_jobs set status = ${status}, updated_at = now() where id = ${id}`.execute(server.db)

  it('show a job and its counts', async () => {
    const id = await newJob()
    const reply = await call('GET', `/${id}`)
    expect(reply.json()).toMatchObject({
      id,
      integration: 'feed',
      kind: 'sync',
      trigger: 'manual',
      status: 'queued',
      window: null,
      runAfter: expect.stringMatching(/^\d{4}-/),
      error: null,
    })
  })

  it('show when a waiting job resumes, and nothing of the kind for a running one', async () => {
    const window = { startDate: '2026-11-01', endDate: '2026-11-07' }
    const { id } = await insertJob(server.db, {
      userId: 'ada',
      integration: 'feed',
      trigger: 'schedule',
      window,
    })
    await sql`update import_jobs set run_after = '2030-01-01T00:00:00Z' where id = ${id}`.execute(server.db)
    expect((await call('GET', `/${id}`)).json()).toMatchObject({
      trigger: 'schedule',
      window: { from: '2026-11-01', to: '2026-11-07' },
      runAfter: '2030-01-01T00:00:00.000Z',
    })
    await set(id, 'running')
    expect((await call('GET', `/${id}`)).json()).toMatchObject({ runAfter: null })
  })

  it.each([
    ['GET', ''],
    ['GET', '/rejected'],
    ['POST', '/rejected/retry'],
    ['GET', '/events'],
    ['POST', '/cancel'],
    ['POST', '/retry'],
  ] as const)('know nothing of the job of another: %s /:id%s', async (method, rest) => {
    const id = await newJob()
    const before = await jobRow(server, id)
    const reply = await call(method, `/${id}${rest}`, 'grace')
    expect(reply.json()).toMatchObject({ status: 404, code: 'JOBS_NOT_FOUND' })
    expect(await jobRow(server, id)).toEqual(before)
    const missing = await call(method, `/${crypto.randomUUID()}${rest}`)
    expect(missing.json()).toMatchObject({ status: 404, code: 'JOBS_NOT_FOUND' })
    expect((await call(method, `/not-a-job${rest}`)).statusCode).toBe(400)
    const anonymous = await server.kernel.app.inject({ method, url: `/api/jobs/${id}${rest}` })
    expect(anonymous.statusCode).toBe(401)
  })

  it('list the user’s jobs, newest first, page by page and without gaps while new ones are added', async () => {
    const ids: string[] = []
    for (let n = 0; n < 7; n++) ids.unshift(await newJob())
    await newJob('feed', 'grace')
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const reply = await call(
        'GET',
        `?limit=3${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      const page = reply.json<{ items: { id: string }[]; nextCursor: string | null }>()
      seen.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor
      await newJob()
    } while (cursor !== null)
    expect(seen).toEqual(ids)
  })

  it('filter the list by kind and by trigger', async () => {
    const manual = await newJob()
    const make = async (job: Pick<NewJob, 'kind' | 'trigger'>) =>
      (await insertJob(server.db, { userId: 'ada', integration: 'feed', ...job })).id
    const scheduled = await make({ trigger: 'schedule' })
    const backfill = await make({ trigger: 'connect', kind: 'backfill' })
    const list = async (query: string) =>
      (await call('GET', query)).json<{ items: { id: string }[] }>().items.map((item) => item.id)
    expect(await list('?kind=backfill')).toEqual([backfill])
    expect(await list('?kind=sync')).toEqual([scheduled, manual])
    expect(await list('?trigger=schedule')).toEqual([scheduled])
    expect(await list('?trigger=schedule&kind=backfill')).toEqual([])
    expect((await call('GET', '?kind=other')).statusCode).toBe(400)
    expect((await call('GET', '?trigger=other')).statusCode).toBe(400)
  })

  it('filter the list by integration and status', async () => {
    const one = await newJob('one')
    const two = await newJob('two')
    await set(two, 'failed')
    const list = async (query: string) =>
      (await call('GET', query)).json<{ items: { id: string }[] }>().items.map((item) => item.id)
    expect(await list('?integration=one')).toEqual([one])
    expect(await list('?status=failed')).toEqual([two])
    expect(await list('?status=failed&integration=one')).toEqual([])
    expect((await call('GET', '?status=lost')).statusCode).toBe(400)
    expect((await call('GET', '?cursor=nonsense')).statusCode).toBe(400)
    const { nextCursor } = (await call('GET', '?limit=1')).json<{ nextCursor: string }>()
    expect(await list(`?limit=1&cursor=${nextCursor}`)).toEqual([one])
    expect((await call('GET', `?status=failed&cursor=${nextCursor}`)).json()).toMatchObject({
      status: 400,
      code: 'DATABASE_BAD_CURSOR',
    })
  })

  it('refuse filters with unknown names, with the nearest known one', async () => {
    await newJob('feed')
    await newJob('secret-feed', 'grace')
    const reply = await call('GET', '?integration=fed')
    expect(reply.json()).toMatchObject({
      status: 400,
      code: 'KERNEL_UNKNOWN_VALUE',
      detail: '`integration` is "fed", which does not exist here. Did you mean "feed"?',
    })
    expect((await call('GET', '?integration=secret-feed')).statusCode).toBe(400)
    expect((await call('GET', `?connectionId=${crypto.randomUUID()}`)).json()).toMatchObject({
      status: 400,
      code: 'KERNEL_UNKNOWN_VALUE',
    })
    // The jobs of a connection that was deleted with its data are still found by its id, however it is written.
    const gone = '7c0e5b0e-3f0a-4a51-9d5c-2f4d5d0f6a11'
    await server.db
      .updateTable('import_jobs')
      .set({ connection_id: gone })
      .where('user_id', '=', 'ada')
      .execute()
    expect((await call('GET', `?connectionId=${gone.toUpperCase()}`)).json()).toMatchObject({
      items: [{ connectionId: gone }],
    })
    expect((await call('GET', '?connection=x')).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining('connection'),
    })
  })

  it('cancel waiting jobs at once and refuse ended ones', async () => {
    const id = await newJob()
    expect((await call('POST', `/${id}/cancel`)).json()).toMatchObject({ status: 'cancelled' })
    expect((await call('POST', `/${id}/cancel`)).json()).toMatchObject({ status: 409, code: 'JOBS_ENDED' })
  })

  it.each(['queued', 'running', 'succeeded'])('do not repeat a job that is %s', async (status) => {
    const id = await newJob()
    await set(id, status)
    expect((await call('POST', `/${id}/retry`)).json()).toMatchObject({
      status: 409,
      code: 'JOBS_NOT_RETRYABLE',
    })
  })

  it('queue a job once if it is repeated twice at the same time', async () => {
    const id = await newJob()
    await set(id, 'failed')
    const replies = await Promise.all([call('POST', `/${id}/retry`), call('POST', `/${id}/retry`)])
    expect(replies.map((reply) => reply.statusCode)).toContain(200)
    for (const reply of replies) expect([200, 409]).toContain(reply.statusCode)
    const { rows } = await sql`select id from pgboss.job where singleton_key = ${id}`.execute(server.db)
    expect(rows).toHaveLength(1)
  })

  it('follow a job until it has ended', async () => {
    const id = await newJob()
    const following = call('GET', `/${id}/events`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await set(id, 'running')
    await new Promise((resolve) => setTimeout(resolve, 700))
    await set(id, 'succeeded')
    const reply = await following
    expect(reply.headers['content-type']).toContain('text/event-stream')
    const events = eventsIn(reply.body)
    expect(events.map(({ event, status }) => `${event} ${status}`)).toEqual([
      'job queued',
      'job running',
      'job succeeded',
      'end succeeded',
    ])
    expect(new Set(events.map((event) => event.id)).size).toBe(4)
  })

  it('resume after the last event that a client has received, and stop reconnecting after the end', async () => {
    const id = await newJob()
    await set(id, 'failed')
    const after = (lastEventId: string) =>
      server.kernel.app.inject({
        url: `/api/jobs/${id}/events`,
        headers: { as: 'ada', 'last-event-id': lastEventId },
      })
    const [job, end] = eventsIn((await call('GET', `/${id}/events`)).body)
    expect(eventsIn((await after('of another job')).body)).toEqual([job, end])
    // The connection broke between the two.
    expect(eventsIn((await after(job?.id ?? '')).body)).toEqual([end])
    const done = await after(end?.id ?? '')
    expect({ status: done.statusCode, body: done.body }).toEqual({ status: 204, body: '' })
    await set(id, 'cancelled')
    expect(eventsIn((await after(end?.id ?? '')).body).map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
    ])
    expect((await call('HEAD', `/${id}/events`)).statusCode).toBe(200)
  })

  it('HEAD of the events of a running job is answered at once', async () => {
    const id = await newJob()
    const reply = await call('HEAD', `/${id}/events`)
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toContain('text/event-stream')
  })

  it('stop polling when the client disconnects, and end the stream when the server stops', async () => {
    const own = await startJobsServer({ worker: false })
    await own.kernel.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = own.kernel.app.server.address() as AddressInfo
    const { id } = await insertJob(own.db, { userId: 'ada', integration: 'feed', trigger: 'manual' })
    const follow = async () => {
      const sent = request({
        port,
        host: '127.0.0.1',
        path: `/api/jobs/${id}/events`,
        headers: { as: 'ada' },
      }).end()
      const [reply] = (await once(sent, 'response')) as [IncomingMessage]
      await once(reply, 'data')
      return { sent, reply }
    }
    let looks = 0
    countQueries(own, 'from "import_jobs"', () => looks++)
    const first = await follow()
    first.sent.destroy()
    expect(looks).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 700))
    looks = 0
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(looks).toBe(0)
    const second = await follow()
    const ended = once(second.reply.resume(), 'end')
    const begun = performance.now()
    await own.stop()
    await ended
    expect(performance.now() - begun).toBeLessThan(3_000)
  })
})
