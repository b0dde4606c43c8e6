import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JobsServer, startJobsServer } from './jobs-server.ts'

describe('the quota on queued jobs', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ worker: false, queuedPerPerson: 3 })
  })
  afterAll(async () => server.stop())

  let day = 0
  /** Of other dates each time: the same ones would be the same job. */
  const sync = (userId: string, trigger: 'manual' | 'connect' = 'manual') => {
    const date = new Date(Date.UTC(2026, 0, ++day)).toISOString().slice(0, 10)
    const window = { startDate: date, endDate: date }
    return server.imports.submitSync({ userId, integration: 'feed', window, trigger })
  }

  it('is enforced for parallel requests, and applies neither to another person nor to the first sync of a connection', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => sync('ada')))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    await expect(sync('ada')).rejects.toMatchObject({
      code: 'JOBS_QUEUE_FULL',
      statusCode: 429,
      extensions: { used: 3, permitted: 3 },
      headers: { 'retry-after': '60' },
    })
    await sync('grace')
    await sync('ada', 'connect')
  })
})
