import {
  type FileImportAuth,
  type Integration,
  type MediaRecord,
  readImportOptions,
  type Stream,
} from '@tributary/integration-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collectPages } from './collect-pages.ts'
import type { TestFile } from './test-file.ts'
import { startTestServer, type TestServer } from './test-server.ts'

/** A file that imports, and how many records it holds. */
export interface GoodFile extends TestFile {
  readonly name: string
  readonly records: number
  /** Rows that the integration cannot use but does not stumble over. Default 0. */
  readonly rejected?: number
}

/** A file that does not import, and what the person is told. */
export interface BadFile extends TestFile {
  readonly name: string
  /** What the message has to say. */
  readonly message: RegExp
  readonly line?: number
  readonly column?: number
}

/** What an integration shows of itself. */
export interface IntegrationCases {
  readonly files?: readonly GoodFile[]
  readonly badFiles?: readonly BadFile[]
}

/**
 * The contract that every integration keeps, run on a real server with a real database.
 *
 * @example
 * testIntegration(netflix, {
 *   files: [{ name: 'a quick file', content: 'Title,Date\n"A Film","6/19/25"\n', records: 1 }],
 *   badFiles: [{ name: 'no header', content: 'a,b\n', message: /Title,Date/, line: 1 }],
 * })
 */
export function testIntegration(integration: Integration, cases: IntegrationCases): void {
  const { name, displayName } = integration.definition
  describe(`the integration ${displayName} keeps the contract`, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await startTestServer({ plugins: [integration] })
    })
    afterAll(async () => server.stop())

    test('it describes itself to a signed-in user and to nobody else', async () => {
      const user = await server.createUser()
      const answer = await user.get(`/api/${name}`)
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ name, displayName, lastJob: null })
      expect((await server.kernel.app.inject(`/api/${name}`)).statusCode).toBe(401)
    })

    test('each of its operations is documented on its own', () => {
      const document = server.kernel.pluginDocument(name)
      const routes = server.kernel.report().plugins.find((plugin) => plugin.name === name)?.routes ?? []
      const documented = Object.entries(document?.paths ?? {}).flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
      )
      expect(documented.toSorted()).toEqual(
        routes.map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`).toSorted(),
      )
    })

    const { auth } = integration.definition
    if (auth.kind === 'fileImport') testFileImport(integration, { auth, cases, server: () => server })
  })
}

interface FileImportCases {
  readonly auth: FileImportAuth
  readonly cases: IntegrationCases
  readonly server: () => TestServer
}

function testFileImport(integration: Integration, { auth, cases, server }: FileImportCases): void {
  const { name, streams } = integration.definition
  const optionsOf = (file: TestFile) =>
    readImportOptions(auth.options, new Map(Object.entries(file.options ?? {})))

  test('an upload without a file, with an unknown option or over the limit is refused with what to do', async () => {
    const user = await server().createUser()
    const unknown = await user.upload(name, { content: 'x', options: { 'no-such-option': '1' } })
    expect(unknown).toMatchObject({ status: 400, body: { code: 'INTEGRATION_BAD_OPTION' } })
    expect(await user.post(`/api/${name}/import`, {})).toMatchObject({
      status: 400,
      body: { code: 'INTEGRATION_NO_FILE' },
    })
    const large = await user.upload(name, { content: Buffer.alloc(auth.maxBytes + 1, 'a') })
    expect(large).toMatchObject({ status: 413, body: { code: 'INTEGRATION_FILE_TOO_LARGE' } })
    expect((await user.get('/api/jobs')).body.items).toEqual([])
  })

  describe.each(cases.files ?? [])('$name', (file) => {
    test('all of it comes in, and again nothing', async () => {
      const user = await server().createUser()
      const rejected = file.rejected ?? 0
      const counts = { fetched: file.records + rejected, updated: 0, rejected }
      expect(await user.importFile(name, file)).toMatchObject({
        status: 'succeeded',
        inserted: file.records,
        unchanged: 0,
        ...counts,
      })
      const items = await user.items(name)
      expect(await user.importFile(name, file)).toMatchObject({
        status: 'succeeded',
        inserted: 0,
        unchanged: file.records,
        ...counts,
      })
      expect(await user.items(name)).toEqual(items)
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
    if (file.line !== undefined) expect(job.error?.line).toBe(file.line)
    if (file.column !== undefined) expect(job.error?.column).toBe(file.column)
    expect(await user.items(name)).toEqual([])
  })
}
