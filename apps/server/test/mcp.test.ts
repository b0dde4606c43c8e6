import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { accounts } from '@tributary/accounts'
import type { Kernel } from '@tributary/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { temporaryDirectory } from './server-process.ts'

/** Arguments that would have a language model know a credential. */
const CREDENTIAL = /"\w*(password|secret|token|api_?key)\w*":\{/i

describe('the tools of the server for language models', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let kernel: Kernel
  let client: Client
  beforeAll(async () => {
    directory = await temporaryDirectory()
    kernel = makeKernel(readConfiguration({ DATA_DIR: directory.path, LOG_LEVEL: 'silent' }), {
      worker: false,
      log: 'stderr',
      environment: { MCP_WRITING: 'true' },
    })
    await kernel.boot()
    const address = await kernel.app.listen({ host: '127.0.0.1', port: 0 })
    client = new Client({ name: 'test', version: '1.0.0' })
    const requestInit = { headers: { authorization: `Bearer ${await createKey()}` } }
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', address), { requestInit }))
  })
  afterAll(async () => {
    await client.close()
    await kernel.stop()
    await directory[Symbol.asyncDispose]()
  })

  async function createKey(): Promise<string> {
    const service = kernel.getService(accounts)
    const admin = { email: 'ada@example.org', password: 'correct horse battery', role: 'admin' as const }
    const { id } = await service.createUser(admin)
    const { key } = await service.createKey({ userId: id, name: 'test', scopes: ['*'] })
    return key
  }

  const adminRoutes = () =>
    kernel.report().plugins.flatMap(({ routes }) => routes.filter(({ access }) => access !== 'user'))

  test('have schemas that its client compiles, and names that every language model accepts', async () => {
    // One that does not compile makes the client refuse all.
    const { tools } = await client.listTools()
    const names = tools.map(({ name }) => name)
    expect(names.length).toBeGreaterThan(50)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[A-Za-z0-9_-]{1,64}$/.test(name))).toEqual([])
  })

  test('exclude administration, and operations that accept or show a credential', async () => {
    const { tools } = await client.listTools()
    const { paths } = kernel.document()
    const idOf = ({ method, path }: { method: string; path: string }) =>
      paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.operationId ?? ''
    const closed = new Set(adminRoutes().map(idOf))
    expect(closed.size).toBeGreaterThan(10)
    expect(tools.filter(({ name }) => closed.has(name))).toEqual([])
    const taking = tools.filter(({ inputSchema }) => CREDENTIAL.test(JSON.stringify(inputSchema)))
    expect(taking.map(({ name }) => name)).toEqual([])
  })
})
