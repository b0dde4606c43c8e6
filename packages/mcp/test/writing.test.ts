import type { Kernel } from '@tributary/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type McpServer, post, startMcpServer } from './mcp-server.ts'

describe('tools that change data', () => {
  let mcp: McpServer
  beforeAll(async () => {
    mcp = await startMcpServer({})
  })
  afterAll(() => mcp[Symbol.asyncDispose]())

  const template = { name: 'Mine', entries: [{ kind: 'manual', label: 'Mood', type: 'number' }] }

  test('are refused until an administrator switches them on, and from then on offered to keys that may write', async () => {
    const admin = await mcp.server.createUser({ role: 'admin' })
    const cookie = await signIn(mcp.server.kernel, admin.email)
    const user = await mcp.server.createUser()
    await using client = await mcp.connect(user)
    const reader = await mcp.server.createUser({ scopes: ['*:read'] })
    await using reading = await mcp.connect(reader)
    const create = mcp.toolAt('POST', '/api/metrics/templates')
    const remove = mcp.toolAt('DELETE', '/api/metrics/templates/{id}')
    expect(await client.names()).not.toContain(create)
    expect(await client.refusal(create, { body: template })).toContain('switched off')
    expect((await user.get('/api/metrics/templates')).body.items).toEqual([])

    await change(mcp.server.kernel, cookie, { writing: true })
    const { tools } = await client.client.listTools()
    expect(tools.find(({ name }) => name === create)).toMatchObject({
      inputSchema: { properties: { body: { type: 'object' } }, required: ['body'] },
      annotations: { readOnlyHint: false, destructiveHint: false },
    })
    expect(tools.find(({ name }) => name === remove)?.annotations).toMatchObject({ destructiveHint: true })
    const { data } = await client.call(create, { body: template })
    expect(data).toMatchObject({ name: 'Mine' })
    const bad = await client.refusal(create, { body: { ...template, name: 7 } })
    expect(bad).toContain('\n- body.name: must be string')
    expect((await client.call(remove, { id: data.id })).text).toBe('Done.')
    expect((await user.get('/api/metrics/templates')).body.items).toEqual([])
    expect(await reading.names()).not.toContain(create)
    expect(await reading.refusal(create, { body: template })).toContain('"metrics:write"')

    await change(mcp.server.kernel, cookie, { writing: null })
    expect(await client.refusal(create, { body: template })).toContain('switched off')
  })

  test('are offered to a session as well, only from pages of this server', async () => {
    const user = await mcp.server.createUser()
    const cookie = await signIn(mcp.server.kernel, user.email)
    const message = { method: 'tools/call', params: { name: mcp.toolAt('GET', '/api/jobs') } }
    const ask = (headers: object) => post(mcp.url, message, { headers: { cookie, ...headers } })
    const own = await ask({ origin: mcp.url.origin, 'sec-fetch-site': 'same-origin' })
    expect(await own.json()).toMatchObject({ result: { structuredContent: { items: [] } } })
    const foreign = await ask({ origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    expect(await foreign.json()).toMatchObject({ code: 'ACCOUNTS_CROSS_SITE' })
  })
})

describe('the environment', () => {
  test('switches writing on where nothing is stored', async () => {
    await using mcp = await startMcpServer({ environment: { MCP_WRITING: 'true' } })
    await using client = await mcp.connect(await mcp.server.createUser())
    expect(await client.names()).toContain(mcp.toolAt('POST', '/api/metrics/templates'))
    const key = mcp.toolAt('POST', '/api/accounts/keys')
    expect(await client.refusal(key)).toContain('session')
  })
})

async function signIn({ app }: Kernel, email: string): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: { email, password: 'a long enough password' },
  })
  return [answer.headers['set-cookie'] ?? '']
    .flat()
    .map((each) => each.split(';')[0])
    .join('; ')
}

async function change({ app }: Kernel, cookie: string, values: object): Promise<void> {
  const answer = await app.inject({
    method: 'PATCH',
    url: '/api/admin/settings/mcp',
    headers: { cookie },
    payload: { values },
  })
  expect(answer.statusCode).toBe(200)
}
