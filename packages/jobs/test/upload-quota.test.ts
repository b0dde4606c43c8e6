import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { type JobsServer, type JobsServerOptions, startJobsServer } from './jobs-server.ts'

const MEBIBYTE = 1024 * 1024

describe('room for uploads', () => {
  let server: JobsServer
  const start = async (uploads: JobsServerOptions['uploads'], rest: JobsServerOptions = {}) => {
    server = await startJobsServer({ worker: false, uploads, ...rest })
  }
  afterEach(() => server.stop())

  let sent = 0
  async function* content(bytes: number): AsyncGenerator<Uint8Array> {
    for (let left = bytes; left > 0; left -= 65_536) {
      sent += 65_536
      yield Buffer.alloc(Math.min(left, 65_536), 'x')
    }
  }
  const receive = (size: number, more: { userId?: string; bytes?: number; trigger?: 'command' } = {}) =>
    server.imports.receive({
      userId: 'ada',
      filename: 'f',
      contentType: 'text/plain',
      maxBytes: 100 * MEBIBYTE,
      content: content(size),
      ...more,
    })
  const stored = async () => {
    const { rows } = await sql<{ bytes: number; uploads: number }>`
      select coalesce(sum(length(data)), 0)::float8 as bytes, (select count(*) from uploads)::integer as uploads
      from upload_chunks`.execute(server.db)
    return rows[0]
  }

  it.each([
    { announced: 'announced', bytes: MEBIBYTE },
    { announced: 'not announced', bytes: 0 },
  ])('is kept by 50 parallel files of a person whose length is $announced', async ({ bytes }) => {
    await start({ bytesPerPerson: 3 * MEBIBYTE })
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => receive(MEBIBYTE, { bytes })))
    const accepted = results.filter(({ status }) => status === 'fulfilled').length
    expect(await stored()).toEqual({ bytes: accepted * MEBIBYTE, uploads: accepted })
    expect(accepted).toBeLessThanOrEqual(3)
    // What was set aside for those refused is free again.
    for (let n = accepted; n < 3; n++) await receive(MEBIBYTE)
    sent = 0
    await expect(receive(MEBIBYTE, { bytes: MEBIBYTE })).rejects.toMatchObject({
      code: 'JOBS_UPLOADS_FULL',
      statusCode: 429,
      extensions: { used: 3 * MEBIBYTE, permitted: 3 * MEBIBYTE },
      headers: { 'retry-after': '60' },
    })
    expect(sent).toBe(0)
    await receive(MEBIBYTE, { userId: 'grace' })
    await receive(MEBIBYTE, { trigger: 'command' })
  })

  it('is refused by number, and while a longer file is sent than was announced', async () => {
    await start({ filesPerPerson: 2, bytesPerPerson: 2 * MEBIBYTE })
    sent = 0
    await expect(receive(50 * MEBIBYTE, { bytes: 1 })).rejects.toMatchObject({ code: 'JOBS_UPLOADS_FULL' })
    expect(sent).toBeLessThan(3 * MEBIBYTE)
    expect(await stored()).toEqual({ bytes: 0, uploads: 0 })
    const first = await receive(10)
    await receive(10)
    await expect(receive(10)).rejects.toMatchObject({ extensions: { used: 2, permitted: 2 } })
    await server.imports.discard(first)
    await receive(10)
  })

  it('ends for all people at the limit of the server', async () => {
    await start({ bytesInAll: 2 * MEBIBYTE })
    await receive(MEBIBYTE)
    await receive(MEBIBYTE, { userId: 'grace' })
    await expect(receive(10, { userId: 'grace' })).rejects.toMatchObject({
      code: 'JOBS_UPLOAD_NO_ROOM',
      statusCode: 507,
    })
  })

  it('ends before the disk is full, with what others have set aside, and while a file is sent', async () => {
    let room = () => 10 * MEBIBYTE
    await start({ room: async () => room() })
    sent = 0
    await expect(receive(MEBIBYTE, { bytes: 11 * MEBIBYTE })).rejects.toMatchObject({
      code: 'JOBS_UPLOAD_NO_ROOM',
    })
    expect(sent).toBe(0)
    await sql`insert into uploads (user_id, filename, content_type, reserved)
      values ('grace', 'g', 't', ${9 * MEBIBYTE})`.execute(server.db)
    await expect(receive(2 * MEBIBYTE, { bytes: 2 * MEBIBYTE })).rejects.toMatchObject({
      code: 'JOBS_UPLOAD_NO_ROOM',
    })
    await sql`delete from uploads`.execute(server.db)
    sent = 0
    // Others write to the disk as well.
    room = () => (sent < 8 * MEBIBYTE ? 40 : -1) * MEBIBYTE
    await expect(receive(32 * MEBIBYTE, { bytes: 32 * MEBIBYTE })).rejects.toMatchObject({
      code: 'JOBS_UPLOAD_NO_ROOM',
    })
    expect(sent).toBeGreaterThan(15 * MEBIBYTE)
    expect(sent).toBeLessThan(20 * MEBIBYTE)
    expect(await stored()).toEqual({ bytes: 0, uploads: 0 })
  })

  it('is not asked for when as many jobs wait as may, nor is a job run again', async () => {
    await start({}, { queuedPerPerson: 1 })
    const window = { startDate: '2026-11-01', endDate: '2026-11-01' }
    const submit = () => server.imports.submitSync({ userId: 'ada', integration: 'feed', window })
    const { id } = await submit()
    await server.imports.cancelAll({ userId: 'ada', integration: 'feed' })
    await submit()
    sent = 0
    await expect(receive(10)).rejects.toMatchObject({ code: 'JOBS_QUEUE_FULL' })
    expect(sent).toBe(0)
    const url = `/api/jobs/${id}/retry`
    const retried = await server.kernel.app.inject({ method: 'POST', url, headers: { as: 'ada' } })
    expect(retried.json()).toMatchObject({ status: 429, code: 'JOBS_QUEUE_FULL', used: 1, permitted: 1 })
  })
})
