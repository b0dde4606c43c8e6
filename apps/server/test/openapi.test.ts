import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Kernel } from '@tributary/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { runCommand, temporaryDirectory } from './server-process.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const BOOT_PROGRAM = fileURLToPath(new URL('./boot-program.ts', import.meta.url))

test('without the page, the start page leads to the documentation', async () => {
  await using directory = await temporaryDirectory()
  const configuration = readConfiguration({
    DATA_DIR: directory.path,
    LOG_LEVEL: 'silent',
    DISABLED_PLUGINS: 'web',
  })
  const kernel = makeKernel(configuration, { worker: false, log: 'stderr' })
  await kernel.boot()
  try {
    expect((await kernel.app.inject('/')).headers.location).toBe('/docs')
  } finally {
    await kernel.stop()
  }
})

describe('the documents of the server', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let kernel: Kernel
  beforeAll(async () => {
    directory = await temporaryDirectory()
    kernel = makeKernel(readConfiguration({ DATA_DIR: directory.path, LOG_LEVEL: 'silent' }), {
      worker: false,
      log: 'stderr',
    })
    await kernel.boot()
  })
  afterAll(async () => {
    await kernel.stop()
    await directory[Symbol.asyncDispose]()
  })

  // It takes a second, at each boot, for what is known when a pattern is written.
  test('need no checking of patterns: all of them are plain or proved by a test', async () => {
    await using own = await temporaryDirectory()
    const { code, stdout, stderr } = await runCommand([own.path], {}, BOOT_PROGRAM)
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ checksPatterns: false, failed: [] })
  })

  test('are valid OpenAPI 3.1 without a lint error or warning, merged and per plugin', async () => {
    const folder = join(directory.path, 'documents')
    await mkdir(folder)
    const names = kernel.document().tags.map((tag) => tag.name)
    expect(names).toEqual(
      expect.arrayContaining(['kernel', 'accounts', 'jobs', 'library', 'operations', 'netflix']),
    )
    const files = ['merged', ...names].map((name) => join(folder, `${name}.json`))
    for (const [index, name] of ['', ...names].entries()) {
      const response = await kernel.app.inject(name === '' ? '/openapi.json' : `/openapi/${name}.json`)
      expect(response.statusCode).toBe(200)
      expect(response.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) })
      await writeFile(files[index] ?? '', response.payload)
    }
    const cli = join(require.resolve('@redocly/cli/package.json'), '..', 'bin', 'cli.js')
    // Strict: its warnings are errors. An error ends it with a code other than 0, which rejects with all that it printed.
    await run(process.execPath, [cli, 'lint', '--extends=recommended-strict', ...files], {
      cwd: folder,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    })
  })

  test('the page of the documentation offers every plugin', async () => {
    const page = await kernel.app.inject('/docs')
    expect(page.statusCode).toBe(200)
    // The start page is the web page.
    expect((await kernel.app.inject('/')).headers['content-type']).toBe('text/html; charset=utf-8')
  })
})
