import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from './server-process.ts'

const LOADED = new URL('./kill-at-answer.mjs', import.meta.url).href
const VIEWINGS = 'Title,Date\nRoma,"10/31/26"\n'

/** What makes something, and where it is listed. */
const effects = {
  template: {
    send: (server: ServerProcess, key: string) =>
      server.fetch('/api/metrics/templates', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ name: 'Sleep', entries: [] }),
      }),
    list: '/api/metrics/templates',
  },
  import: {
    send: (server: ServerProcess, key: string) => {
      const body = new FormData()
      body.set('file', new Blob([VIEWINGS]), 'file.csv')
      return server.fetch('/api/netflix/import', {
        method: 'POST',
        headers: { 'idempotency-key': key },
        body,
      })
    },
    list: '/api/jobs',
  },
} as const

const points = ['commit', 'answer'] as const
const names = Object.keys(effects) as (keyof typeof effects)[]

test.each(names.flatMap((name) => points.map((point) => [name, point] as const)))(
  'a server killed before it answers has one effect after 50 concurrent retries (%s, at its %s)',
  { timeout: 60_000 },
  async (name, point) => {
    const { send, list } = effects[name]
    await using directory = await temporaryDirectory()
    const key = randomUUID()
    const dying = await ServerProcess.start({
      DATA_DIR: directory.path,
      DIE_AT: point,
      NODE_OPTIONS: `--import=${LOADED}`,
    })
    await dying.signIn()
    await expect(send(dying, key)).rejects.toThrow('fetch failed')
    await dying.ended

    await using server = await ServerProcess.start({ DATA_DIR: directory.path })
    await server.signIn()
    const count = async () => ((await server.json(list)) as { items: unknown[] }).items.length
    const before = await count()
    expect(before).toBe(point === 'answer' ? 1 : 0)
    const replies = await Promise.all(Array.from({ length: 50 }, () => send(server, key)))
    for (const reply of replies) expect([201, 202, 409]).toContain(reply.status)
    const answer = await send(server, key)
    expect(answer.headers.get('idempotent-replayed')).toBe('true')
    expect(answer.headers.get('location')).toMatch(/^\/api\//)
    const { id } = (await answer.json()) as { id: string }
    const answered = replies.filter(({ status }) => status !== 409)
    for (const reply of answered) expect(await reply.json()).toMatchObject({ id })
    if (point === 'answer') expect(answered[0]?.headers.get('idempotent-replayed')).toBe('true')
    expect(await count()).toBe(1)
  },
)

test('an import requested twice with one key and file is one job, and another file is refused', async () => {
  await using directory = await temporaryDirectory()
  await using server = await ServerProcess.start({ DATA_DIR: directory.path })
  await server.signIn()
  const key = randomUUID()
  const send = (content: string, profile?: string) => {
    const body = new FormData()
    if (profile !== undefined) body.set('profile', profile)
    body.set('file', new Blob([content]), 'file.csv')
    return server.fetch('/api/netflix/import', { method: 'POST', headers: { 'idempotency-key': key }, body })
  }
  const first = await send(VIEWINGS)
  const again = await send(VIEWINGS)
  expect([first.status, again.status]).toEqual([202, 202])
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
  for (const other of [await send(`${VIEWINGS}Dark,"10/30/26"\n`), await send(VIEWINGS, 'Ada')]) {
    expect(other.status).toBe(422)
    expect(await other.json()).toMatchObject({ code: 'KERNEL_KEY_REUSED' })
  }
  expect(((await server.json('/api/jobs')) as { items: unknown[] }).items).toHaveLength(1)
})
