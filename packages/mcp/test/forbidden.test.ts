import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type McpServer, startMcpServer } from './mcp-server.ts'
import { SENTENCE, shelf } from './shelf.ts'

describe('data of an integration whose terms forbid use with AI', () => {
  let mcp: McpServer
  beforeAll(async () => {
    mcp = await startMcpServer({
      integrations: [shelf('attic'), shelf('vault', { forbidsAi: true })],
    })
  })
  afterAll(() => mcp[Symbol.asyncDispose]())

  const withData = async () => {
    const user = await mcp.server.createUser()
    const jobs = { attic: await user.sync('attic'), vault: await user.sync('vault') }
    const client = await mcp.connect(user)
    return { user, jobs, client, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() }
  }

  test('has no tools, with the reason', async () => {
    await using given = await withData()
    const { client } = given
    const names = await client.names()
    expect(names).toContain(mcp.toolAt('GET', '/api/attic'))
    const vault = mcp.toolAt('GET', '/api/vault')
    expect(names).not.toContain(vault)
    expect(await client.refusal(vault)).toContain(SENTENCE)
  })

  test('is in no result of a listing tool, and the result says so', async () => {
    await using given = await withData()
    const { client, user } = given
    const range = { from: '2026-11-01', to: '2026-11-02' }
    const metrics = ['attic.pages', 'vault.pages']
    const args: Readonly<Record<string, object>> = {
      [mcp.toolAt('GET', '/api/metrics/values')]: { ...range, metric: metrics },
    }
    let mentioning = 0
    for (const { name, inputSchema } of (await client.client.listTools()).tools) {
      if ((inputSchema.required ?? []).length > 0 && args[name] === undefined) continue
      const { data, text } = await client.call(name, args[name])
      const { answerWithheld: withheld, ...answer } = data
      expect(`${name}: ${JSON.stringify(answer)}`).not.toMatch(
        /vault (book|pages|evening|secret)|vault\.pages/,
      )
      if (withheld === undefined) continue
      mentioning += 1
      expect(withheld).toMatchObject({ integrations: ['vault'], note: expect.stringContaining(SENTENCE) })
      expect(text).toContain('answerWithheld')
    }
    // Items, events, jobs, two catalogues, the summary and the values at least.
    expect(mentioning).toBeGreaterThanOrEqual(7)
    const { body } = await user.get('/api/library/items')
    expect(body.items).toHaveLength(2)
  })

  test('is not counted in totals', async () => {
    await using given = await withData()
    const { client, user } = given
    const path = '/api/library/summary'
    const { body } = await user.get(path)
    const counted = Object.keys(body).filter((name) => typeof body[name] === 'number')
    expect(counted).not.toEqual([])
    const { data } = await client.call(mcp.toolAt('GET', path))
    for (const name of counted) expect(data).not.toHaveProperty(name)
    expect(JSON.stringify(data)).toContain('attic')
  })

  test('is refused by its id, and below it', async () => {
    await using given = await withData()
    const { client, user, jobs } = given
    const { body } = await user.get('/api/library/items')
    const ids = (path: string) =>
      body.items.map((item: { id: string; title: string }) => [mcp.toolAt('GET', path), item] as const)
    for (const [tool, { id, title }] of ids('/api/library/items/{id}')) {
      if (title.startsWith('vault')) expect(await client.refusal(tool, { id })).toContain(SENTENCE)
      else expect((await client.call(tool, { id })).data).toMatchObject({ title })
    }
    const rejected = mcp.toolAt('GET', '/api/jobs/{id}/rejected')
    expect((await user.get(`/api/jobs/${jobs.vault.id}/rejected`)).body.items).toHaveLength(1)
    expect(await client.refusal(rejected, { id: jobs.vault.id })).toContain(SENTENCE)
    expect((await client.call(rejected, { id: jobs.attic.id })).text).toContain('attic secret')
  })
})
