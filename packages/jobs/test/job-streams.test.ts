import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertJob } from '../src/job-store.ts'
import { countQueries, type JobsServer, startJobsServer } from './jobs-server.ts'

const PERMITTED = 60

describe('the event streams of one process', () => {
  let server: JobsServer
  let port: number

  beforeEach(async () => {
    server = await startJobsServer({ worker: false, streamsPerPerson: PERMITTED })
    await server.kernel.app.listen({ port: 0, host: '127.0.0.1' })
    port = (server.kernel.app.server.address() as AddressInfo).port
  })
  afterEach(async () => server.stop())

  async function newJob(): Promise<string> {
    return (await insertJob(server.db, { userId: 'ada', integration: 'feed', trigger: 'manual' })).id
  }

  async function follow(id: string): Promise<{ reply: IncomingMessage; close: () => void }> {
    const path = `/api/jobs/${id}/events`
    const sent = request({ port, host: '127.0.0.1', path, headers: { as: 'ada' }, agent: false }).end()
    sent.on('error', () => {})
    const [reply] = (await once(sent, 'response')) as [IncomingMessage]
    return { reply, close: () => sent.destroy() }
  }

  it('share one query per poll, and each shows its own job', async () => {
    const ids = await Promise.all(Array.from({ length: PERMITTED }, newJob))
    let looks = 0
    const streams = await Promise.all(ids.map(follow))
    countQueries(server, 'from "import_jobs"', () => looks++)
    const texts = streams.map(async ({ reply }) => (await reply.setEncoding('utf8').toArray()).join(''))
    await sleep(1_100)
    expect(looks).toBeGreaterThan(0)
    expect(looks).toBeLessThanOrEqual(4)
    await server.db.updateTable('import_jobs').set({ status: 'failed' }).execute()
    for (const [at, text] of (await Promise.all(texts)).entries()) {
      expect(text).toContain(`"id":"${ids[at]}"`)
      expect(text).toMatch(/event: end\nid: .*\.end\ndata: .*"status":"failed"/)
    }
  })

  it('are refused over the limit of a person with the numbers used and permitted, until one is closed', async () => {
    const id = await newJob()
    const replies = await Promise.all(Array.from({ length: PERMITTED + 5 }, () => follow(id)))
    const refused = replies.filter(({ reply }) => reply.statusCode === 429)
    expect(refused).toHaveLength(5)
    const [{ reply } = { reply: undefined }] = refused
    expect(reply?.headers['retry-after']).toBe('10')
    expect(JSON.parse((await reply?.setEncoding('utf8').toArray())?.join('') ?? '')).toMatchObject({
      code: 'JOBS_TOO_MANY_STREAMS',
      status: 429,
      used: PERMITTED,
      permitted: PERMITTED,
    })
    replies.find(({ reply: { statusCode } }) => statusCode === 200)?.close()
    await sleep(100)
    const again = await follow(id)
    expect(again.reply.statusCode).toBe(200)
    for (const { close } of [...replies, again]) close()
  })
})
