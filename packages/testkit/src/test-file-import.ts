import { type ImportJob, readImportOptions } from '@tributary/integration-host'
import type { Integration, MediaRecord, Stream } from '@tributary/integration-kit'
import type { FileImport } from '@tributary/integration-kit/host'
import { describe, expect, test } from 'vitest'
import { collectPages } from './collect-pages.ts'
import { expectJob } from './test-account.ts'
import type { TestFile } from './test-file.ts'
import type { IntegrationCases } from './test-integration.ts'
import type { TestServer } from './test-server.ts'
import type { TestUser } from './test-user.ts'

interface FileImportCases {
  readonly files: FileImport
  readonly cases: IntegrationCases
  readonly server: () => TestServer
}

/** The part of the contract for uploaded files. */
export function testFileImport(integration: Integration, { files, cases, server }: FileImportCases): void {
  const { name } = integration.definition
  const streams = integration.definition.streams.filter((stream) => stream.importFile !== undefined)
  const optionsOf = (file: TestFile) =>
    readImportOptions(files.options, new Map(Object.entries(file.options ?? {})))

  test('an upload without a file, with an unknown option or over the limit is refused with what to do', async () => {
    const user = await server().createUser()
    const unknown = await user.upload(name, { content: 'x', options: { 'no-such-option': '1' } })
    expect(unknown).toMatchObject({ status: 400, body: { code: 'INTEGRATION_BAD_OPTION' } })
    expect(await user.post(`/api/${name}/import`, {})).toMatchObject({
      status: 415,
      body: { code: 'KERNEL_UNSUPPORTED_MEDIA_TYPE' },
    })
    const large = await user.upload(name, { content: Buffer.alloc(files.maxBytes + 1, 'a') })
    expect(large).toMatchObject({ status: 413, body: { code: 'INTEGRATION_FILE_TOO_LARGE' } })
    expect((await user.get('/api/jobs')).body.items).toEqual([])
  })

  test('an empty file fails, and is not taken for one without records', async () => {
    const user = await server().createUser()
    expect(await user.importFile(name, { content: '' })).toMatchObject({
      status: 'failed',
      error: { code: 'file_parse_error' },
    })
  })

  describe.each(cases.files ?? [])('$name', (file) => {
    test('all of it comes in, and again nothing', async () => {
      const user = await server().createUser()
      const rejected = file.rejected ?? 0
      const counts = { fetched: file.records + rejected, updated: 0, rejected }
      const status = rejected === 0 ? 'succeeded' : 'partial'
      await expectJob(user, await user.importFile(name, file), {
        status,
        inserted: file.records,
        unchanged: 0,
        ...counts,
      })
      const items = await user.items(name)
      await expectJob(user, await user.importFile(name, file), {
        status,
        inserted: 0,
        unchanged: file.records,
        ...counts,
      })
      expect(await user.items(name)).toEqual(items)
    })

    test('it is recognised, and its preview counts what the import then does', async () => {
      const user = await server().createUser()
      // Without `recognise` only the name tells.
      const byName = files.recognise === undefined ? { filename: `file${files.accept[0]}` } : {}
      const { options: _, ...content } = { ...byName, ...file }
      const options = optionsOf(file)
      const { body: recognised } = await user.recognise(content)
      expect(recognised.candidates[0]).toMatchObject({ integration: name })
      const asked = { uploadId: recognised.uploadId, integration: name, options }
      const { body: preview } = await user.post('/api/imports/preview', asked)
      expect(preview).toMatchObject({ problem: null, isComplete: true, notComparedCount: 0 })
      expect(await user.items(name)).toEqual([])
      const { body: job } = await user.post('/api/imports', asked)
      const counts = countsOf(await user.jobEnd(job.id))
      expect(preview).toMatchObject(counts)
      const again = await user.recognise(content)
      const known = await user.post('/api/imports/preview', { ...asked, uploadId: again.body.uploadId })
      const { newCount, knownCount } = counts
      expect(known.body).toMatchObject({ ...counts, newCount: 0, knownCount: knownCount + newCount })
    })

    test('it leaves nothing behind when its import is undone, and can be imported again', async () => {
      const user = await server().createUser()
      const first = await user.importFile(name, file)
      expect(await user.post(`/api/imports/${first.id}/undo`)).toMatchObject({
        status: 200,
        body: { newCount: 0, rejectedCount: 0, undone: { deletedCount: first.inserted, keptCount: 0 } },
      })
      expect(await storedOf(user, name)).toEqual([])
      expect(await user.importFile(name, file)).toMatchObject({ inserted: first.inserted })
    })

    test('it stays when one of two imports of it is undone', async () => {
      const user = await server().createUser()
      const imports = [await user.importFile(name, file), await user.importFile(name, file)]
      const stored = await storedOf(user, name)
      expect(await user.post(`/api/imports/${imports[0]?.id}/undo`)).toMatchObject({
        status: 200,
        body: { undone: { deletedCount: 0, keptCount: imports[0]?.inserted } },
      })
      expect(await storedOf(user, name)).toEqual(stored)
    })

    test.each(streams as Stream<MediaRecord>[])(
      'stream $id goes on after any of its pages as if it had never stopped',
      async (stream) => {
        const whole = await collectPages(stream, { ...file, options: optionsOf(file) })
        for (const [index, page] of whole.entries()) {
          const rest = await collectPages(stream, { ...file, options: optionsOf(file), cursor: page.cursor })
          expect(rest.flatMap((each) => each.records)).toEqual(
            whole.slice(index + 1).flatMap((each) => each.records),
          )
        }
      },
    )

    test.each(streams as Stream<MediaRecord>[])(
      'stream $id reads the same whatever the chunks it comes in',
      async (stream) => {
        const whole = await collectPages(stream, { ...file, options: optionsOf(file) })
        const bytewise = await collectPages(stream, { ...file, options: optionsOf(file), chunkSize: 7 })
        expect(bytewise).toEqual(whole)
      },
    )

    test.each(streams as Stream<MediaRecord>[])('stream $id stops when it is told to', async (stream) => {
      const reason = new Error('stop')
      await expect(
        collectPages(stream, { ...file, options: optionsOf(file), signal: AbortSignal.abort(reason) }),
      ).rejects.toBe(reason)
    })
  })

  test.each(cases.badFiles ?? [])('$name fails with what to do and leaves nothing behind', async (file) => {
    const user = await server().createUser()
    const job = await user.importFile(name, file)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'file_parse_error' } })
    expect(job.error?.message).toMatch(file.message)
    const { uploadId, candidates } = (
      await user.recognise({ content: file.content, filename: file.filename ?? 'a' })
    ).body
    if (candidates.length > 0) {
      const asked = { uploadId, integration: name, options: optionsOf(file) }
      const { problem } = (await user.post('/api/imports/preview', asked)).body
      expect(problem).toMatchObject({ code: 'file_parse_error', message: job.error?.message })
    }
    if (file.line !== undefined) expect(job.error?.line).toBe(file.line)
    if (file.column !== undefined) expect(job.error?.column).toBe(file.column)
    expect(await user.items(name)).toEqual([])
  })
}

/** The counts of a job, as a preview names them. */
function countsOf({ inserted, unchanged, updated, rejected, skipped }: ImportJob) {
  return {
    newCount: inserted,
    knownCount: unchanged,
    changedCount: updated,
    rejectedCount: rejected,
    skippedCount: skipped,
  }
}

/** The identities of all that an integration has delivered to a user, sorted. */
async function storedOf(user: TestUser, name: string): Promise<readonly string[]> {
  const media = (await user.items(name)).map(({ id }) => id)
  const values = await linesOf(user, '/api/metrics/export?format=jsonl')
  const events = await linesOf(user, '/api/metrics/events/export?format=jsonl')
  const measurements = (await user.get(`/api/metrics/measurements?integration=${name}&limit=200`)).body.items
  return [...media, ...values, ...events, ...measurements.map(({ id }: { id: string }) => id)].toSorted()
}

async function linesOf(user: TestUser, path: string): Promise<readonly string[]> {
  const { body } = await user.get(path)
  // When it was written and by which import is not what is compared.
  return String(body)
    .split('\n')
    .map((line) => line.replace(/"updatedAt":"[^"]*"/, ''))
    .filter((line) => line !== '')
}
