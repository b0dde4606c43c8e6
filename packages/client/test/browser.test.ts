import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createTributaryClient, libraryGetSummary } from '../src/index.ts'

const PACKAGE = join(import.meta.dirname, '..')

describe('in a browser', () => {
  afterEach(() => vi.unstubAllGlobals())

  // The build compiles the same sources with the types of browsers alone.
  test('nothing is missing: no module of Node and none of the monorepo is imported, and the server is not depended on', () => {
    const files = readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' })
    const sources = files.filter((name) => name.endsWith('.ts')).map((name) => join(PACKAGE, 'src', name))
    const imported = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/ from '([^.'][^']*)'/g)].map(([, name]) => name),
    )
    expect(sources.length).toBeGreaterThan(20)
    expect(new Set(imported)).toEqual(new Set(['eventsource-parser']))
    const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
      dependencies: object
    }
    expect(Object.keys(manifest.dependencies)).toEqual(['eventsource-parser'])
    const build = JSON.parse(readFileSync(join(PACKAGE, 'tsconfig.build.json'), 'utf8')) as {
      compilerOptions: { types: string[]; lib: string[] }
    }
    expect(build.compilerOptions).toMatchObject({ types: [], lib: expect.arrayContaining(['dom']) })
  })

  test('the session is sent, and the address is that of the page', async () => {
    const requests: { url: string; credentials: string; authorization: string | null }[] = []
    // As a page has it: a relative address is one of the page.
    class PageRequest extends Request {
      constructor(input: string, init?: RequestInit) {
        super(new URL(input, 'https://home.example.org'), init)
      }
    }
    vi.stubGlobal('Request', PageRequest)
    const fetch = async (input: Parameters<typeof globalThis.fetch>[0]) => {
      const { url, credentials, headers } = input as Request
      requests.push({ url, credentials, authorization: headers.get('authorization') })
      return Response.json({})
    }
    await libraryGetSummary({ client: createTributaryClient({ fetch }) })
    await libraryGetSummary({ client: createTributaryClient({ fetch, apiKey: async () => 'trb_key' }) })
    const url = 'https://home.example.org/api/library/summary'
    expect(requests).toEqual([
      { url, credentials: 'include', authorization: null },
      { url, credentials: 'omit', authorization: 'Bearer trb_key' },
    ])
  })

  test('the global fetch is called as a function, not as a method', async () => {
    vi.stubGlobal('fetch', function (this: unknown) {
      if (this !== undefined && this !== globalThis) throw new TypeError('Illegal invocation')
      return Promise.resolve(Response.json({}))
    })
    const client = createTributaryClient({ baseUrl: 'https://home.example.org' })
    await expect(libraryGetSummary({ client })).resolves.toMatchObject({ data: {} })
  })
})
