import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type JobsServer, startJobsServer } from './jobs-server.ts'

describe('concurrent sync requests', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ worker: false })
  })
  afterAll(() => server.stop())
  afterEach(() => server.db.deleteFrom('import_jobs').execute())

  const WEEK = { startDate: '2026-11-01', endDate: '2026-11-07' }
  const sync = (more: object = {}) =>
    server.imports.submitSync({ userId: 'ada', integration: 'feed', window: WEEK, ...more })
  const jobs = async () => (await server.db.selectFrom('import_jobs').select('id').execute()).length

  it('are one job, for twenty concurrent requests too', async () => {
    const raced = await Promise.all(Array.from({ length: 20 }, () => sync()))
    expect(new Set(raced.map(({ id }) => id)).size).toBe(1)
    expect(await jobs()).toBe(1)
  })

  it('are one job while it runs', async () => {
    const { id } = await sync()
    await server.db.updateTable('import_jobs').set({ status: 'running' }).execute()
    expect((await sync()).id).toBe(id)
  })

  it.each([
    ['other dates', { window: { ...WEEK, startDate: '2026-11-02' } }],
    ['other streams', { streams: ['daily'] }],
    ['another person', { userId: 'grace' }],
    ['another connection', { connectionId: '7c0e5b0e-3f0a-4a51-9d5c-2f4d5d0f6a11' }],
    ['the first sync of a connection', { trigger: 'connect' }],
  ])('are two jobs for %s', async (_what, other) => {
    await sync()
    await sync(other)
    expect(await jobs()).toBe(2)
  })

  it.each([
    ['ended', { status: 'succeeded', finished_at: new Date() }],
    ['was asked to cancel', { status: 'running', cancel_requested: true }],
  ] as const)('begin another job when the one before has %s', async (_what, state) => {
    await sync()
    await server.db.updateTable('import_jobs').set(state).execute()
    await sync()
    expect(await jobs()).toBe(2)
  })
})
