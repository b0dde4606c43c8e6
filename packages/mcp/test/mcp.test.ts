import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { estimateTokens } from '../src/cut/estimate-tokens.ts'
import { AT_ONCE, gate } from './gate.ts'
import { type McpServer, post, startMcpServer, TRUSTED_ORIGIN } from './mcp-server.ts'
import { shelf } from './shelf.ts'

const BUDGET = 1_000
const ITEMS = 120

describe('an MCP client of the SDK', () => {
  let mcp: McpServer
  const closed = gate()
  beforeAll(async () => {
    const raw = {
      pages: Array.from({ length: 300 }, (_, page) => ({ page, text: `Page ${page} of the book.` })),
    }
    mcp = await startMcpServer({
      integrations: [shelf('attic', { items: ITEMS }), shelf('cellar', { raw })],
      plugins: [closed.plugin],
      environment: { MCP_ANSWER_TOKENS: String(BUDGET) },
    })
  })
  afterAll(() => mcp[Symbol.asyncDispose]())

  const reader = async (scopes: readonly string[] = ['*']) => {
    const user = await mcp.server.createUser({ scopes })
    return { user, client: await mcp.connect(user) }
  }
  const withData = async (...integrations: readonly string[]) => {
    const { user, client } = await reader()
    for (const name of integrations) await user.sync(name)
    return client
  }

  test('lists an operation with its documentation as a tool', async () => {
    await using client = (await reader()).client
    const { tools } = await client.client.listTools()
    const items = tools.find(({ name }) => name === mcp.toolAt('GET', '/api/library/items'))
    const operation = mcp.server.kernel.document().paths['/api/library/items']?.['get']
    expect(items).toMatchObject({
      title: operation?.['summary'],
      description: expect.stringContaining(String(operation?.['summary'])),
      inputSchema: {
        type: 'object',
        properties: { limit: { type: 'integer', maximum: 500 }, cursor: { type: 'string' } },
        additionalProperties: false,
      },
      outputSchema: { type: 'object', properties: { items: { type: 'array' } } },
      annotations: { readOnlyHint: true },
    })
    const one = tools.find(({ name }) => name === mcp.toolAt('GET', '/api/library/items/{id}'))
    expect(one?.inputSchema).toMatchObject({ required: ['id'] })
  })

  test('finds tools whose names and schemas every client accepts', async () => {
    await using client = (await reader()).client
    const { tools } = await client.client.listTools()
    expect(tools.length).toBeGreaterThan(15)
    // Its types differ under `exactOptionalPropertyTypes`.
    const validator = new AjvJsonSchemaValidator()
    for (const { name, inputSchema, outputSchema, annotations } of tools) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
      expect(annotations?.readOnlyHint).toBe(true)
      expect(() => validator.getValidator(inputSchema as never)).not.toThrow()
      expect(JSON.stringify([inputSchema, outputSchema])).not.toContain('$ref')
      expect(validator.getValidator(inputSchema as never)({ surprise: 1 }).valid).toBe(false)
    }
  })

  test('calls a tool and is answered as the operation answers', async () => {
    await using client = await withData('attic')
    const tool = mcp.toolAt('GET', '/api/library/items')
    const { data, text } = await client.call(tool, { limit: 2, text: 'book' })
    expect(data.items).toMatchObject([{ title: expect.stringContaining('attic book') }, {}])
    expect(data.nextCursor).toEqual(expect.any(String))
    expect(JSON.parse(text)).toEqual(data)
    const one = await client.call(mcp.toolAt('GET', '/api/library/items/{id}'), { id: data.items[0].id })
    expect(one.data).toMatchObject({ title: data.items[0].title, raw: {} })
  })

  test('pages through a list that is longer than the budget, each item once', async () => {
    await using client = await withData('attic')
    const tool = mcp.toolAt('GET', '/api/library/items')
    const titles: string[] = []
    let cursor: string | null | undefined
    let answers = 0
    do {
      const { data, text } = await client.call(tool, { limit: 100, ...(cursor == null ? {} : { cursor }) })
      expect(estimateTokens(text)).toBeLessThanOrEqual(BUDGET)
      expect(data.items.length).toBeGreaterThan(0)
      titles.push(...data.items.map((item: { title: string }) => item.title))
      cursor = data.nextCursor
      if (cursor !== null) expect(data.answerCut.note).toContain('nextCursor')
      answers += 1
    } while (cursor !== null)
    expect(answers).toBeGreaterThan(10)
    expect(titles.toSorted()).toEqual(Array.from({ length: ITEMS }, (_, n) => `attic book ${n}`).toSorted())
  })

  test('reads a record that is longer than the budget in parts: the raw record is omitted first', async () => {
    await using client = await withData('cellar')
    const { data } = await client.call(mcp.toolAt('GET', '/api/library/items'))
    const tool = mcp.toolAt('GET', '/api/library/items/{id}')
    const id = data.items[0].id as string
    const first = await client.call(tool, { id })
    expect(first.data).toMatchObject({
      title: 'cellar book 0',
      answerCut: { parts: [{ path: '/raw', unit: 'tokens' }] },
    })
    expect(first.data).not.toHaveProperty('raw')
    const pages: number[] = []
    let cursor: string | undefined = first.data.answerCut.parts[0].cursor
    while (cursor !== undefined) {
      const { data: part, text } = await client.call(tool, { id, cursor })
      expect(estimateTokens(text)).toBeLessThanOrEqual(BUDGET)
      pages.push(...part.raw.pages.map(({ page }: { page: number }) => page))
      cursor = part.answerCut?.parts[0].cursor
    }
    expect(pages).toEqual(Array.from({ length: 300 }, (_, page) => page))
    expect(await client.refusal(tool, { id: '1', cursor: first.data.answerCut.parts[0].cursor })).toContain(
      'not one of this call',
    )
  })

  test('pages through a list that the operation answers at once', async () => {
    const { user, client: connected } = await reader()
    await using client = connected
    const entries = [{ kind: 'manual', label: 'Mood', type: 'number' }]
    for (let n = 0; n < 30; n += 1)
      await user.post('/api/metrics/templates', { name: `Template ${n}`, entries })
    const tool = mcp.toolAt('GET', '/api/metrics/templates')
    const names: string[] = []
    let cursor: string | null | undefined
    do {
      const { data, text } = await client.call(tool, cursor == null ? {} : { cursor })
      expect(estimateTokens(text)).toBeLessThanOrEqual(BUDGET)
      names.push(...data.items.map((each: { name: string }) => each.name))
      cursor = data.nextCursor
    } while (typeof cursor === 'string')
    expect(names.toSorted()).toEqual(Array.from({ length: 30 }, (_, n) => `Template ${n}`).toSorted())
  })

  test('gets all invalid arguments at once, with the reasons', async () => {
    await using client = (await reader()).client
    const list = mcp.toolAt('GET', '/api/library/items')
    expect(await client.refusal(list, { limt: 3, colour: 'red' })).toMatch(
      /limt: is unknown\. Did you mean limit\? Known are: .*limit.*\n- colour: is unknown/,
    )
    expect(await client.refusal(list, { limit: 'many' })).toContain('\n- limit: must be integer\n')
    expect(await client.refusal(list, { from: 'yesterday' })).toContain(
      '\n- from: must be a day of the calendar',
    )
    expect(await client.refusal(list, { text: { a: 1 } })).toContain('text: must be a text')
    const one = mcp.toolAt('GET', '/api/library/items/{id}')
    expect(await client.refusal(one)).toContain('id: is required')
    for (const id of ['..', '.', ''])
      expect(await client.refusal(one, { id })).toContain('id: must be a text')
    expect(await client.refusal(one, { id: '../summary' })).toContain('KERNEL_VALIDATION')
    expect(await client.refusal(one, { id: '999999' })).toContain('(LIBRARY_NOT_FOUND)')
    await expect(client.call('libraryListItem')).rejects.toThrow(/no tool "libraryListItem".*Did you mean/)
  })

  test('sees the tools of its key, and is refused the others', async () => {
    await using client = (await reader(['library:read'])).client
    const names = await client.names()
    expect(names).toContain(mcp.toolAt('GET', '/api/library/items'))
    const jobs = mcp.toolAt('GET', '/api/jobs')
    expect(names).not.toContain(jobs)
    expect(await client.refusal(jobs)).toBe(`${jobs} needs an API key with scope "jobs:read".`)
    await using none = (await reader(['attic:write'])).client
    expect(await none.names()).toEqual([])
  })

  test('is offered no administration, sign-in, upload, export, event stream or infrastructure, for any user', async () => {
    const admin = await mcp.server.createUser({ role: 'admin' })
    await using client = await mcp.connect(admin)
    const names = await client.names()
    const left: readonly [string, string, RegExp][] = [
      ['GET', '/api/admin/accounts/users', /administration/],
      ['GET', '/api/_kernel/report', /administration/],
      ['POST', '/api/accounts/sign-in/email', /no sign-in/],
      ['POST', '/api/accounts/keys', /session/],
      ['GET', '/api/accounts/keys', /their owner/],
      ['GET', '/api/library/export', /file/],
      ['GET', '/api/jobs/{id}/events', /event stream/],
    ]
    for (const [method, path, reason] of left) {
      const name = mcp.toolAt(method, path)
      expect(names).not.toContain(name)
      expect(await client.refusal(name)).toMatch(reason)
    }
    expect(names).toContain(mcp.toolAt('GET', '/api/library/items'))
  })

  test('needs a key, over POST', async () => {
    const ask = (headers: Record<string, string>) => post(mcp.url, { method: 'tools/list' }, { headers })
    const anonymous = await ask({})
    expect(anonymous.status).toBe(401)
    expect(anonymous.headers.get('www-authenticate')).toBe('Bearer')
    expect(await anonymous.json()).toMatchObject({ code: 'KERNEL_NOT_SIGNED_IN' })
    const wrong = await ask({ authorization: 'Bearer trb_wrong' })
    expect(wrong.status).toBe(401)
    expect(wrong.headers.get('www-authenticate')).toContain('invalid_token')
    const { user } = await reader()
    const authorization = `Bearer ${user.key}`
    expect((await fetch(mcp.url, { headers: { authorization } })).status).toBe(405)
    expect((await ask({ authorization })).status).toBe(200)
    expect((await ask({ authorization, origin: mcp.url.origin })).status).toBe(200)
    expect((await ask({ authorization, origin: TRUSTED_ORIGIN })).status).toBe(200)
    const foreign = await ask({ authorization, origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    expect(await foreign.json()).toMatchObject({ code: 'ACCOUNTS_CROSS_SITE' })
  })

  test('releases its places when it disconnects', async () => {
    const { user, client: connected } = await reader()
    await using client = connected
    const going = new AbortController()
    const message = { method: 'tools/call', params: { name: mcp.toolAt('GET', '/api/gate/shut') } }
    const request = { headers: { authorization: `Bearer ${user.key}` }, signal: going.signal }
    const asked = Array.from({ length: AT_ONCE }, () => post(mcp.url, message, request).catch(() => 'gone'))
    await expect.poll(closed.waiting).toBe(AT_ONCE)
    going.abort()
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['gone']))
    expect((await client.call(mcp.toolAt('GET', '/api/jobs'))).data.items).toEqual([])
    expect(closed.waiting()).toBe(0)
  })

  test('may make as many concurrent calls as requests: a call takes one place, not two', async () => {
    await using client = (await reader()).client
    const tool = mcp.toolAt('GET', '/api/gate')
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => client.call(tool)))
    expect(answers.map(({ data }) => data.together)).toEqual(answers.map(() => AT_ONCE))
  })
})
