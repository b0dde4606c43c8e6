import { sql } from 'kysely'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { deleteAbandonedUploads } from '../src/upload-store.ts'
import { type JobsServer, type JobsServerOptions, startJobsServer } from './jobs-server.ts'
import { linesImport } from './scripted-integration.ts'

const MEBIBYTE = 1024 * 1024

describe('space for uploads', () => {
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

  it('is released when the file of a failed import is deleted, but not that of a waiting one', async () => {
    await start({ filesPerPerson: 1 }, { integrations: [linesImport('lines', MEBIBYTE)] })
    const uploadId = await receive(1024)
    const job = await server.imports.submit({ userId: 'ada', integration: 'lines', uploadId, options: {} })
    const ask = (method: 'POST' | 'DELETE', path: string, as = 'ada') =>
      server.kernel.app.inject({ method, url: `/api/jobs/${job.id}/${path}`, headers: { as } })
    await expect(receive(1024)).rejects.toThrow('DELETE /api/jobs/:id/file')
    expect((await ask('DELETE', 'file')).json()).toMatchObject({ status: 409, code: 'JOBS_NOT_ENDED' })
    expect((await ask('DELETE', 'file', 'grace')).statusCode).toBe(404)
    expect((await ask('POST', 'cancel')).json()).toMatchObject({ status: 'cancelled', fileKept: true })
    expect((await ask('DELETE', 'file')).statusCode).toBe(204)
    const { body } = await server.kernel.app.inject({ url: `/api/jobs/${job.id}`, headers: { as: 'ada' } })
    expect(JSON.parse(body)).toMatchObject({ status: 'cancelled', fileKept: false })
    expect((await ask('DELETE', 'file')).statusCode).toBe(204)
    expect((await ask('POST', 'retry')).json()).toMatchObject({ status: 409, code: 'JOBS_UPLOAD_GONE' })
    await receive(1024)
  })

  it.each([
    { announced: 'announced', bytes: MEBIBYTE },
    { announced: 'not announced', bytes: 0 },
  ])('is enforced for 50 parallel files of a person with a length that is $announced', async ({ bytes }) => {
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

  it('is refused by number, and while a file exceeds its announced length', async () => {
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

  it('is limited for all people by the server', async () => {
    await start({ bytesInAll: 2 * MEBIBYTE })
    await receive(MEBIBYTE)
    await receive(MEBIBYTE, { userId: 'grace' })
    await expect(receive(10, { userId: 'grace' })).rejects.toMatchObject({
      code: 'JOBS_UPLOAD_NO_ROOM',
      statusCode: 507,
    })
  })

  it('ends before the disk is full, including reservations of others, and during an upload', async () => {
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

  /** Left by a process that was killed so many seconds ago, while it received a file. */
  const leaveUpload = (userId: string, seconds: number) =>
    sql`
    with upload as (
      insert into uploads (user_id, filename, content_type, size, reserved, leased_at)
      values (${userId}, 'f', 't', ${MEBIBYTE}, ${2 * MEBIBYTE}, now() - make_interval(secs => ${seconds}))
      returning id
    )
    insert into upload_chunks select id, 0, ${Buffer.alloc(10)} from upload`.execute(server.db)
  const elapse = (seconds: number) =>
    sql`update uploads set leased_at = leased_at - make_interval(secs => ${seconds})`.execute(server.db)

  it.each([
    { limit: 'number', uploads: { filesPerPerson: 1 }, code: 'JOBS_UPLOADS_FULL' },
    { limit: 'bytes of a person', uploads: { bytesPerPerson: 2 * MEBIBYTE }, code: 'JOBS_UPLOADS_FULL' },
    { limit: 'bytes in all', uploads: { bytesInAll: 2 * MEBIBYTE }, code: 'JOBS_UPLOAD_NO_ROOM' },
    { limit: 'disk', uploads: { room: async () => 2 * MEBIBYTE }, code: 'JOBS_UPLOAD_NO_ROOM' },
  ])('of a killed process is released after a minute: $limit', async ({ uploads, code }) => {
    await start(uploads)
    await leaveUpload('ada', 45)
    const file = { bytes: 1.5 * MEBIBYTE }
    await expect(receive(file.bytes, file)).rejects.toMatchObject({ code })
    expect(await deleteAbandonedUploads(server.db)).toBe(0)
    await elapse(30)
    const id = await receive(file.bytes, file)
    expect(await deleteAbandonedUploads(server.db)).toBe(1)
    const kept = await sql`select distinct upload_id as id from upload_chunks`.execute(server.db)
    expect(kept.rows).toEqual([{ id }])
  })

  it('of a killed process is deleted by a worker at its start', async () => {
    await start({}, { worker: true })
    await leaveUpload('ada', 75)
    const other = await startJobsServer({ databaseOptions: server.databaseOptions })
    await expect.poll(stored).toEqual({ bytes: 0, uploads: 0 })
    await other.stop()
  })

  it('is kept for a slow sender by the receiving process, and lost if that process hangs', async () => {
    await start({ filesPerPerson: 1 })
    // The database must go on.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
      const { promise: later, resolve: goOn } = Promise.withResolvers<void>()
      const slow = async function* () {
        yield Buffer.alloc(300_000)
        ask()
        await later
        yield Buffer.alloc(300_000)
      }
      const sending = server.imports.receive({
        userId: 'ada',
        filename: 'f',
        contentType: 'text/plain',
        maxBytes: MEBIBYTE,
        content: slow(),
      })
      const failure = sending.catch((error: unknown) => error)
      await asked
      const age = async () =>
        (
          await sql<{
            age: number
          }>`select extract(epoch from now() - leased_at)::float8 as age from uploads`.execute(server.db)
        ).rows[0]?.age
      await elapse(45)
      vi.advanceTimersByTime(15_000)
      await expect.poll(age).toBeLessThan(20)
      await elapse(75)
      goOn()
      expect(await failure).toMatchObject({ code: 'JOBS_UPLOAD_INTERRUPTED', statusCode: 503 })
      expect(await stored()).toEqual({ bytes: 0, uploads: 0 })
    } finally {
      vi.useRealTimers()
    }
  })

  it('is not reserved if the limit of waiting jobs is reached, and no job is run again', async () => {
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
