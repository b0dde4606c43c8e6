import { providers } from '@tributary/integration-host'
import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openUpload } from '../src/engine/open-upload.ts'
import { insertJob } from '../src/job-store.ts'
import { deleteAbandonedUploads, deleteUpload } from '../src/upload-store.ts'
import { deleteLeftovers } from '../src/uploads/delete-leftovers.ts'
import type { UploadStorage } from '../src/uploads/upload-storage.ts'
import { ENDINGS, type JobsServer, jobRow, passTime, reaches, startJobsServer } from './jobs-server.ts'
import { MemoryStorages } from './memory-storages.ts'
import { linesImport } from './scripted-integration.ts'

const MAX_BYTES = 16 * 1024 * 1024
const down = new IntegrationError('upstream', 'the bucket could not be reached')

let storages: MemoryStorages
let server: JobsServer
let bucket = ''
beforeAll(async () => {
  storages = new MemoryStorages()
  bucket = storages.add('bucket')
  server = await startJobsServer({
    integrations: [storages.plugin, linesImport('lines', MAX_BYTES)],
    // Less than a byte: what goes into the database is refused.
    uploads: { room: async () => 0 },
  })
})
afterAll(() => server.stop())
afterEach(async () => {
  await sql`truncate import_jobs, uploads, upload_leftovers, test_records cascade`.execute(server.db)
  storages.objects.clear()
  storages.reads.length = 0
  storages.chosen = undefined
  storages.failure = undefined
  storages.beforeComplete = async () => {}
})

const storage: UploadStorage = {
  chosen: async () => storages.chosen,
  use: ({ instance }, work) => server.kernel.getService(providers).use({ kind: 'storage', instance }, work),
}

const receive = (content: AsyncIterable<Uint8Array>, more: { bytes?: number } = {}) =>
  server.imports.receive({
    userId: 'ada',
    filename: 'lines.txt',
    contentType: 'text/plain',
    maxBytes: MAX_BYTES,
    content,
    ...more,
  })
const submit = (uploadId: string) =>
  server.imports.submit({ userId: 'ada', integration: 'lines', uploadId, options: {} })
async function* lines(count: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) yield Buffer.from(`line-${n} v\n`)
}
async function* bytes(total: number, piece = 100_000): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < total; sent += piece)
    yield new Uint8Array(Math.min(piece, total - sent)).map((_, index) => (sent + index) % 251)
}
const rows = async () => ({
  uploads: (await server.db.selectFrom('uploads').select('id').execute()).length,
  chunks: (await server.db.selectFrom('upload_chunks').select('seq').execute()).length,
})
const sweep = () => deleteLeftovers(server.db, storage)

test('a file goes into the chosen instance and not into the database, is imported, and its object is deleted', async () => {
  storages.chosen = bucket
  const uploadId = await receive(lines(1_050))
  expect(await rows()).toEqual({ uploads: 1, chunks: 0 })
  expect([...storages.objects.keys()]).toEqual([`uploads/${uploadId}`])
  const job = await submit(uploadId)
  expect(await reaches(server, job.id, ENDINGS)).toMatchObject({ status: 'succeeded', fetched: 1_050 })
  expect(await rows()).toEqual({ uploads: 0, chunks: 0 })
  expect(await sweep()).toEqual({ deleted: 1, forgotten: 0, failed: [] })
  expect(storages.objects.size).toBe(0)
  expect(await sweep()).toMatchObject({ deleted: 0 })
})

test.each(['bucket', 'memory/bucket'])('an instance may be chosen as %s', async (name) => {
  storages.chosen = name
  await receive(lines(1))
  expect(await server.db.selectFrom('uploads').select('storage_instance').execute()).toEqual([
    { storage_instance: bucket },
  ])
})

test('without a choice a file goes into the database, whose disk limits it', async () => {
  await expect(receive(lines(1))).rejects.toMatchObject({ code: 'JOBS_UPLOAD_NO_ROOM' })
  expect(storages.objects.size).toBe(0)
})

test('a file is read in any range, a piece at a time', async () => {
  storages.chosen = bucket
  const size = 9 * 1024 * 1024
  const uploadId = await receive(bytes(size))
  const contents = storages.objects.get(`uploads/${uploadId}`) ?? Buffer.alloc(0)
  expect(contents).toHaveLength(size)
  const { id } = await insertJob(server.db, {
    userId: 'ada',
    integration: 'lines',
    trigger: 'upload',
    upload: { id: uploadId, filename: 'x' },
  })
  const file = await openUpload({ database: server.database, storage }, await jobRow(server, id))
  const read = async (pieces: AsyncIterable<Uint8Array>) => {
    const all: Uint8Array[] = []
    for await (const piece of pieces) all.push(piece)
    return Buffer.concat(all)
  }
  expect((await read(file.open())).equals(contents)).toBe(true)
  expect(storages.reads).toEqual(['0-4194304', '4194304-8388608', '8388608-9437184'])
  for (const [start, end] of [
    [0, 4],
    [4_194_303, 4_194_305],
    [5, 5],
    [size - 1, size + 10],
  ] as const) {
    const part = await read(file.openRange?.(start, end) ?? bytes(0))
    expect(part.equals(contents.subarray(start, end)), `${start} to ${end}`).toBe(true)
  }
})

test('an instance that is down refuses a file with 503 and stores nothing', async () => {
  storages.chosen = bucket
  storages.failure = down
  await expect(receive(lines(5))).rejects.toMatchObject({
    code: 'JOBS_STORAGE_UNAVAILABLE',
    statusCode: 503,
    headers: { 'retry-after': '60' },
  })
  expect(await rows()).toEqual({ uploads: 0, chunks: 0 })
})

test('an instance that was chosen and deleted refuses a file with 503', async () => {
  storages.chosen = 'gone'
  await expect(receive(lines(5))).rejects.toMatchObject({ code: 'JOBS_STORAGE_UNAVAILABLE' })
  expect(await rows()).toEqual({ uploads: 0, chunks: 0 })
})

test('failures of the sender stay those, and what was written is deleted', async () => {
  storages.chosen = bucket
  const broken = async function* () {
    yield* bytes(600_000)
    throw new Error('socket hang up')
  }
  await expect(receive(broken())).rejects.toMatchObject({ code: 'INTEGRATION_UPLOAD_BROKEN' })
  await expect(receive(bytes(MAX_BYTES + 1))).rejects.toMatchObject({ code: 'INTEGRATION_FILE_TOO_LARGE' })
  expect(await rows()).toEqual({ uploads: 0, chunks: 0 })
  expect(await sweep()).toMatchObject({ deleted: 2 })
})

test('an import waits for an instance that is down and goes on when it is back, without losing the file', async () => {
  storages.chosen = bucket
  const uploadId = await receive(lines(250))
  storages.failure = down
  const { id } = await submit(uploadId)
  await expect.poll(async () => (await jobRow(server, id)).failures, { timeout: 10_000 }).toBe(1)
  expect(await reaches(server, id, ['queued'])).toMatchObject({
    error_code: 'upstream',
    error_message: 'The storage that has the uploaded file is unavailable.',
    upload_id: uploadId,
  })
  storages.failure = undefined
  await passTime(server, id)
  expect(await reaches(server, id, ENDINGS)).toMatchObject({ status: 'succeeded', fetched: 250 })
})

test('an object that was deleted elsewhere fails the import with what to do', async () => {
  storages.chosen = bucket
  const uploadId = await receive(lines(250))
  storages.objects.clear()
  const { id } = await submit(uploadId)
  expect(await reaches(server, id, ENDINGS)).toMatchObject({
    status: 'failed',
    error_code: 'file_parse_error',
    error_message: 'The uploaded file has been deleted. Upload it again.',
  })
})

test('objects of an instance that is down are deleted later, those of a deleted instance are forgotten', async () => {
  storages.chosen = bucket
  const uploadId = await receive(lines(5))
  await deleteUpload(server.db, uploadId)
  storages.failure = down
  expect(await sweep()).toEqual({ deleted: 0, forgotten: 0, failed: [{ instance: bucket, error: down }] })
  expect(storages.objects.size).toBe(1)
  storages.failure = undefined
  expect(await sweep()).toMatchObject({ deleted: 1 })
  expect(storages.objects.size).toBe(0)
  storages.chosen = storages.add('other')
  const other = await receive(lines(5))
  storages.instances.delete('other')
  await deleteUpload(server.db, other)
  expect(await sweep()).toEqual({ deleted: 0, forgotten: 1, failed: [] })
  expect(await server.db.selectFrom('upload_leftovers').selectAll().execute()).toEqual([])
})

test('deleting a person deletes the objects of their files', async () => {
  storages.chosen = bucket
  await receive(lines(5))
  await sql`delete from users where id = 'ada'`.execute(server.db)
  await sql`insert into users values ('ada')`.execute(server.db)
  expect(await rows()).toEqual({ uploads: 0, chunks: 0 })
  expect(await sweep()).toMatchObject({ deleted: 1 })
  expect(storages.objects.size).toBe(0)
})

test('a file whose process seemed dead while it was written leaves no object', async () => {
  storages.chosen = bucket
  storages.beforeComplete = async () => {
    await sql`update uploads set leased_at = now() - interval '1 hour'`.execute(server.db)
    await deleteAbandonedUploads(server.db)
    // Deletes what is not there yet.
    await sweep()
  }
  await expect(receive(lines(5))).rejects.toMatchObject({ code: 'JOBS_UPLOAD_INTERRUPTED' })
  expect(storages.objects.size).toBe(1)
  expect(await sweep()).toMatchObject({ deleted: 1 })
  expect(storages.objects.size).toBe(0)
})
