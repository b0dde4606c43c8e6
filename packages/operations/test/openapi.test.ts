import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { OpenApiDocument } from '@tributary/core'
import { afterEach, describe, expect, test } from 'vitest'
import { operationsPlugin } from '../src/index.ts'
import { requestCounter } from './examples/request-counter.ts'
import { boot, songs, stopAll } from './sample-kernel.ts'

afterEach(stopAll)

describe('/openapi.json and /openapi/<plugin>.json', () => {
  test('have no lint error under the recommended rules of Redocly, merged and alone', async () => {
    const kernel = await boot([operationsPlugin(), requestCounter(), songs])
    const merged = (await kernel.app.inject('/openapi.json')).json<OpenApiDocument>()
    expect(merged.openapi).toBe('3.1.0')
    expect(merged.tags.map((tag) => tag.name)).toEqual(['kernel', 'operations', 'request-counter', 'songs'])
    const operationIds = Object.values(merged.paths)
      .flatMap((item) => Object.values(item))
      .map((operation) => operation.operationId)
    expect(operationIds).toEqual(
      expect.arrayContaining([
        'kernelGetReport',
        'kernelGetServiceGraph',
        'kernelRetryPlugin',
        'operationsGetReadiness',
      ]),
    )
    expect(Object.keys(merged.paths)).toEqual(
      expect.arrayContaining([
        '/health',
        '/metrics',
        '/openapi/{plugin}.json',
        '/api/request-counter',
        '/api/songs/{id}',
      ]),
    )

    const documents: Record<string, string> = { merged: JSON.stringify(merged) }
    for (const { name } of merged.tags) {
      const { statusCode, body } = await kernel.app.inject(`/openapi/${name}.json`)
      expect([name, statusCode]).toEqual([name, 200])
      const tags = Object.values((JSON.parse(body) as OpenApiDocument).paths)
        .flatMap((item) => Object.values(item))
        .flatMap((operation) => operation.tags)
      expect(new Set(tags)).toEqual(new Set([name]))
      documents[name] = body
    }
    expect(await lintErrors(documents)).toBe('')

    // Shows that the linter finds errors.
    const unsafe = JSON.stringify({ ...merged, components: { ...merged.components, securitySchemes: {} } })
    expect(await lintErrors({ unsafe })).toContain('security-defined')
  })

  test('an unknown plugin and one without operations are a 404 problem', async () => {
    const kernel = await boot([operationsPlugin()])
    for (const name of ['nobody', 'sign-in', '__proto__']) {
      const response = await kernel.app.inject(`/openapi/${name}.json`)
      expect([name, response.statusCode]).toEqual([name, 404])
      expect(response.json()).toMatchObject({ code: 'OPERATIONS_NO_SUCH_DOCUMENT', plugin: 'operations' })
    }
  })

  test('are sent again only after a change', async () => {
    const kernel = await boot([operationsPlugin(), songs])
    for (const url of ['/openapi.json', '/openapi/songs.json']) {
      const first = await kernel.app.inject(url)
      expect(first.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-cache',
      })
      const etag = String(first.headers.etag)
      const again = (tag: string) => kernel.app.inject({ url, headers: { 'if-none-match': tag } })
      expect(await again(`"other", W/${etag}`)).toMatchObject({ statusCode: 304, body: '' })
      expect(await again('"other"')).toMatchObject({ statusCode: 200, body: first.body })
    }
  })
})

/** The errors of `redocly lint` in the documents; empty if it finds no errors. */
async function lintErrors(documents: Readonly<Record<string, string>>): Promise<string> {
  const cli = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js')
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const cwd = await mkdtemp(join(tmpdir(), 'openapi-'))
  try {
    const files = Object.keys(documents).map((name) => `${name}.json`)
    for (const [name, json] of Object.entries(documents)) await writeFile(join(cwd, `${name}.json`), json)
    await writeFile(join(cwd, 'redocly.yaml'), 'extends:\n  - recommended\n')
    await promisify(execFile)(process.execPath, [cli, 'lint', ...files, '--format=stylish'], { cwd, env })
    return ''
  } catch (error) {
    // Redocly exits with 1 if there are errors, and prints them.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return `${stdout}${stderr}` || String(error)
  } finally {
    await rm(cwd, { recursive: true })
  }
}
