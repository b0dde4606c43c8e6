import { generateViewingHistory, type Locale } from '@tributary/integration-netflix/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, ServerProcess, temporaryDirectory } from './server-process.ts'
import { waitForJob } from './wait-for-job.ts'

async function historyOf(options: { rows: number; locale?: Locale; seed?: number }): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of generateViewingHistory({ locale: 'us', seed: 7, ...options }))
    chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

describe('a person imports a viewing history', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let server: ServerProcess
  beforeAll(async () => {
    directory = await temporaryDirectory()
    server = await ServerProcess.start({ DATA_DIR: directory.path })
    await server.signIn()
  })
  afterAll(async () => {
    await server.stop()
    await directory[Symbol.asyncDispose]()
  })

  const importAll = async (content: string, options?: Record<string, string>) => {
    const response = await server.upload(
      'netflix',
      options === undefined ? { content } : { content, options },
    )
    expect(response.status).toBe(202)
    const job = (await response.json()) as { id: string; status: string }
    expect(response.headers.get('location')).toBe(`/api/jobs/${job.id}`)
    return waitForJob(server, job.id)
  }

  test('signing in sets a cookie that scripts cannot read', async () => {
    const response = await server.fetch('/api/accounts/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    })
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
  })

  test('a file is imported once, a longer one adds the difference, and an API key reads it page by page', async () => {
    const longer = await historyOf({ rows: 1300 })
    const [header = '', ...rows] = longer.trimEnd().split('\n')
    const shorter = [header, ...rows.slice(300)].join('\n')
    expect(await importAll(shorter)).toMatchObject({
      status: 'succeeded',
      fetched: 1000,
      inserted: 1000,
      rejected: 0,
    })
    expect(await importAll(shorter)).toMatchObject({
      status: 'succeeded',
      inserted: 0,
      updated: 0,
      unchanged: 1000,
    })
    expect(await importAll(longer)).toMatchObject({
      status: 'succeeded',
      inserted: 300,
      updated: 0,
      unchanged: 1000,
    })

    const created = await server.fetch('/api/accounts/keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'reader', scopes: ['library:read'] }),
    })
    const { key } = (await created.json()) as { key: string }
    const seen = new Set<string>()
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const page = await fetch(`${server.url}/api/library/items?integration=netflix&limit=250${query}`, {
        headers: { authorization: `Bearer ${key}` },
      })
      const body = (await page.json()) as { items: { id: string }[]; nextCursor: string | null }
      for (const item of body.items) seen.add(item.id)
      cursor = body.nextCursor
    }
    expect(seen.size).toBe(1300)
    const refused = await fetch(`${server.url}/api/jobs`, { headers: { authorization: `Bearer ${key}` } })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({
      code: 'KERNEL_MISSING_SCOPE',
      requiredScopes: ['jobs:read'],
    })
  })

  test('the file of every locale has the same dates', async () => {
    const dates = new Map<string, string[]>()
    for (const locale of ['us', 'uk', 'de', 'ca'] as const) {
      const profile = `profile ${locale}`
      await importAll(await historyOf({ rows: 400, locale, seed: 3 }), { profile })
      const lines = await (await server.fetch('/api/library/export?format=jsonl&integration=netflix')).text()
      const items = lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { profile: string | null; occurredOn: string })
      dates.set(
        locale,
        items.filter((item) => item.profile === profile).map((item) => item.occurredOn),
      )
    }
    expect(dates.get('us')).toHaveLength(400)
    for (const locale of ['uk', 'de', 'ca']) expect(dates.get(locale)).toEqual(dates.get('us'))
  })

  test('progress is streamed until the end', async () => {
    const response = await server.upload('netflix', { content: await historyOf({ rows: 5000, seed: 11 }) })
    const { id } = (await response.json()) as { id: string }
    const events = await (await server.fetch(`/api/jobs/${id}/events`)).text()
    const jobs = [...events.matchAll(/^data: (.+)$/gm)].map(
      ([, data = '']) => JSON.parse(data) as { status: string; fetched: number },
    )
    expect(jobs.at(-1)).toMatchObject({ status: 'succeeded', fetched: 5000 })
  })
})
