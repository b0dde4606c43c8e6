import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JobsServer, startJobsServer } from './jobs-server.ts'
import { scriptedSync } from './scripted-integration.ts'

const DAY_MILLISECONDS = 86_400_000

/** A date so many days from now, in UTC. */
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MILLISECONDS).toISOString().slice(0, 10)

describe('POST /api/<name>/sync', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ worker: false, integrations: [scriptedSync('feed')] })
  })
  afterAll(() => server.stop())

  const sync = (payload: object) =>
    server.kernel.app.inject({ method: 'POST', url: '/api/feed/sync', headers: { as: 'ada' }, payload })
  const jobs = async () => (await server.db.selectFrom('import_jobs').select('id').execute()).length

  it('refuses a start in the future and more than ten years, and queues nothing', async () => {
    for (const [window, detail] of [
      [{ from: dateIn(3), to: dateIn(5) }, 'is in the future'],
      [{ from: '1926-01-01', to: '2025-12-31' }, 'is more than ten years'],
    ] as const) {
      const reply = await sync(window)
      expect(reply.statusCode).toBe(400)
      expect(reply.json()).toMatchObject({
        code: 'INTEGRATION_BAD_OPTION',
        detail: expect.stringContaining(detail),
      })
    }
    expect(await jobs()).toBe(0)
  })

  it('refuses an end before the start, and dates in the query string', async () => {
    const reversed = await sync({ from: '2026-11-10', to: '2026-11-09' })
    expect([reversed.statusCode, reversed.json().code]).toEqual([400, 'KERNEL_BAD_RANGE'])
    const inQuery = await server.kernel.app.inject({
      method: 'POST',
      url: '/api/feed/sync?from=2026-11-01&to=2026-11-02',
      headers: { as: 'ada' },
    })
    expect([inQuery.statusCode, inQuery.json().code]).toEqual([400, 'KERNEL_VALIDATION'])
    expect(await jobs()).toBe(0)
  })

  it('accepts a range within the bounds, and does not request future days', async () => {
    const reply = await sync({ from: dateIn(-30), to: dateIn(60) })
    expect(reply.statusCode).toBe(202)
    expect(reply.json()).toMatchObject({ window: { from: dateIn(-30), to: dateIn(1) } })
    expect(await jobs()).toBe(1)
  })
})
