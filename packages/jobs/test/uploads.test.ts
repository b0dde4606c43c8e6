import { Readable } from 'node:stream'
import { toDatabaseProblem } from '@tributary/database'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openUpload } from '../src/engine/open-upload.ts'
import { insertJob } from '../src/job-store.ts'
import { listChunkStarts } from '../src/upload-content.ts'
import { deleteStaleUploads } from '../src/upload-store.ts'
import { ENDINGS, type JobsServer, jobRow, reaches, startJobsServer } from './jobs-server.ts'
import { noStorage } from './memory-storages.ts'
import { linesImport } from './scripted-integration.ts'

const MAX_BYTES = 1024 * 1024
const PIECE = 16 * 1024
const CHUNK = 18 * PIECE

describe('an uploaded file', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ integrations: [linesImport('lines', MAX_BYTES)] })
  })
  afterAll(() => server.stop())
  afterEach(() => sql`truncate import_jobs, uploads, test_records cascade`.execute(server.db))

  const receive = (content: AsyncIterable<Uint8Array>) =>
    server.imports.receive({
      userId: 'ada',
      filename: 'lin\0es.txt',
      contentType: 'text/plain',
      maxBytes: MAX_BYTES,
      content,
    })
  const submit = (uploadId: string) =>
    server.imports.submit({ userId: 'ada', integration: 'lines', uploadId, options: {} })
  const opened = async (uploadId: string) => {
    const { id } = await insertJob(server.db, {
      userId: 'ada',
      integration: 'lines',
      trigger: 'upload',
      upload: { id: uploadId, filename: 'x' },
    })
    return openUpload({ database: server.database, storage: noStorage }, await jobRow(server, id))
  }
  const kept = async () => ({
    uploads: (await server.db.selectFrom('uploads').select('id').execute()).length,
    chunks: (await server.db.selectFrom('upload_chunks').select('seq').execute()).length,
  })
  async function* bytes(total: number, piece = 10_000): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < total; sent += piece)
      yield new Uint8Array(Math.min(piece, total - sent)).fill(120)
  }
  async function* lines(count: number): AsyncGenerator<Uint8Array> {
    for (let n = 0; n < count; n++) yield Buffer.from(`line-${n} v\n`)
  }

  it('is stored in chunks, imported, and deleted after success', async () => {
    const uploadId = await receive(lines(1_050))
    const job = await submit(uploadId)
    expect(job).toMatchObject({ kind: 'import', filename: 'lin\uFFFDes.txt', status: 'queued' })
    expect(await reaches(server, job.id, ENDINGS)).toMatchObject({
      status: 'succeeded',
      fetched: 1_050,
      pages: 11,
    })
    expect(await kept()).toEqual({ uploads: 0, chunks: 0 })
  })

  it('is stored in several chunks', async () => {
    const uploadId = await receive(bytes(700_000))
    const { rows } = await sql<{ chunks: number; size: number }>`
      select count(*)::integer as chunks, sum(length(data))::integer as size from upload_chunks
      where upload_id = ${uploadId}`.execute(server.db)
    expect(rows).toEqual([{ chunks: 3, size: 700_000 }])
  })

  it('is read whole and in any range, in small pieces', async () => {
    const content = Buffer.from(Array.from({ length: 700_000 }, (_, at) => at % 251))
    // The first chunk ends with a whole piece.
    const uploadId = await receive(Readable.from([content.subarray(0, CHUNK), content.subarray(CHUNK)]))
    const file = await opened(uploadId)
    expect(await listChunkStarts(server.db, uploadId)).toEqual([0, CHUNK])
    const whole = await Array.fromAsync(file.open())
    expect(Buffer.concat(whole).equals(content)).toBe(true)
    expect(Math.max(...whole.map(({ length }) => length))).toBe(PIECE)
    const read = async (start: number, end: number) => {
      const pieces = await Array.fromAsync(file.openRange?.(start, end) ?? [])
      for (const { length } of pieces) expect(length).toBeLessThanOrEqual(PIECE)
      return Buffer.concat(pieces)
    }
    for (const [start, end] of [
      [0, 4],
      [PIECE - 1, PIECE + 1],
      [PIECE, 3 * PIECE],
      [CHUNK - 1, CHUNK + 1],
      [CHUNK, CHUNK],
      [1, 699_999],
      [699_990, 700_000],
      [699_990, 700_010],
      [5, 4],
    ] as const)
      expect((await read(start, end)).equals(content.subarray(start, end)), `${start} to ${end}`).toBe(true)
    expect(await read(700_000, 700_010)).toHaveLength(0)
    expect(await read(2 ** 31, 2 ** 31 + 10)).toHaveLength(0)
  })

  it('that is deleted while it is read does not look complete', async () => {
    const uploadId = await receive(bytes(700_000))
    const file = await opened(uploadId)
    let read = 0
    const reading = async () => {
      for await (const piece of file.open()) {
        if (read === 0)
          await sql`delete from upload_chunks where upload_id = ${uploadId} and seq > 0`.execute(server.db)
        read += piece.length
      }
    }
    await expect(reading()).rejects.toThrow('The uploaded file has been deleted. Upload it again.')
    expect(read).toBeGreaterThan(0)
  })

  it('larger than the limit is refused while it is sent, and deleted', async () => {
    let sent = 0
    const endless = async function* () {
      for await (const piece of bytes(100 * MAX_BYTES)) {
        sent += piece.length
        yield piece
      }
    }
    await expect(receive(endless())).rejects.toMatchObject({ code: 'INTEGRATION_FILE_TOO_LARGE' })
    expect(sent).toBeLessThan(2 * MAX_BYTES)
    expect(await kept()).toEqual({ uploads: 0, chunks: 0 })
  })

  it('of a disconnected sender is deleted', async () => {
    const broken = async function* () {
      yield* bytes(600_000)
      throw new Error('socket hang up')
    }
    await expect(receive(broken())).rejects.toMatchObject({ code: 'INTEGRATION_UPLOAD_BROKEN' })
    expect(await kept()).toEqual({ uploads: 0, chunks: 0 })
  })

  it.each([
    { state: '53100', code: 'DATABASE_DISK_FULL' },
    { state: '25006', code: 'DATABASE_READ_ONLY' },
  ])(
    'is refused with the cause when the disk is full ($state), although it cannot be deleted then',
    async ({ state, code }) => {
      await sql
        .raw(`
        create function refuse() returns trigger language plpgsql as
          'begin raise exception ''no room at %'', tg_op using errcode = ''${state}''; end';
        create trigger full_disk before insert on upload_chunks for each row when (new.seq = 2) execute function refuse();
        create trigger full_disk before delete on uploads for each row execute function refuse()`)
        .execute(server.db)
      const failure = await receive(bytes(900_000)).catch((error: unknown) => error)
      await sql.raw('drop function refuse cascade').execute(server.db)
      expect(toDatabaseProblem(failure)).toMatchObject({
        code,
        statusCode: 503,
        message: expect.stringContaining('The disk of the database'),
      })
      expect(failure).toMatchObject({ message: 'no room at INSERT' })
      expect(await kept()).toEqual({ uploads: 1, chunks: 2 })
    },
  )

  it('that is incomplete cannot be imported', async () => {
    const { rows } = await sql<{ id: string }>`
      insert into uploads (user_id, filename, content_type) values ('ada', 'x', 'y') returning id`.execute(
      server.db,
    )
    await expect(submit(rows[0]?.id ?? '')).rejects.toMatchObject({ code: 'JOBS_UPLOAD_GONE' })
  })

  it('is kept for a week after an unsuccessful job, and for a day without a job', async () => {
    const never = await receive(lines(5))
    const failed = await receive(lines(5))
    const waiting = await receive(lines(5))
    const { id } = await submit(failed)
    const open = await submit(waiting)
    await Promise.all([reaches(server, id, ENDINGS), reaches(server, open.id, ENDINGS)])
    const restore = async () => {
      await sql`delete from uploads`.execute(server.db)
      await sql`insert into uploads (id, user_id, filename, content_type, complete)
        select unnest(${[never, failed, waiting]}::uuid[]), 'ada', 'x', 'y', true`.execute(server.db)
      await sql`update import_jobs set upload_id = ${failed}, status = 'failed' where id = ${id}`.execute(
        server.db,
      )
      await sql`update import_jobs set upload_id = ${waiting}, status = 'queued', finished_at = null where id = ${open.id}`.execute(
        server.db,
      )
    }
    const age = (days: number) =>
      sql`with older as (update uploads set created_at = now() - make_interval(days => ${days}))
        update import_jobs set finished_at = now() - make_interval(days => ${days}) where id = ${id}`.execute(
        server.db,
      )
    const left = async () =>
      (await server.db.selectFrom('uploads').select('id').execute()).map((row) => row.id)
    await restore()
    expect(await deleteStaleUploads(server.db)).toBe(0)
    await age(2)
    expect(await deleteStaleUploads(server.db)).toBe(1)
    expect(await left()).not.toContain(never)
    await age(8)
    expect(await deleteStaleUploads(server.db)).toBe(1)
    expect(await left()).toEqual([waiting])
    expect(await jobRow(server, id)).toMatchObject({ upload_id: null })
    const retry = await server.kernel.app.inject({
      method: 'POST',
      url: `/api/jobs/${id}/retry`,
      headers: { as: 'ada' },
    })
    expect(retry.json()).toMatchObject({ status: 409, code: 'JOBS_UPLOAD_GONE' })
  })
})
