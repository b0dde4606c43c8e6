import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { changeFeed } from '@tributary/changes'
import { netflix } from '@tributary/integration-netflix'
import { parseAllowList } from '@tributary/provider-client'
import { startTestServer, type TestServer } from '@tributary/testkit'
import { webhooksPlugin } from '@tributary/webhooks'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

interface Event {
  readonly type: string
  readonly data: { readonly changes: readonly { readonly id: string; readonly path?: string | null }[] }
}

let server: TestServer
const events: Event[] = []
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    events.push(JSON.parse(Buffer.concat(chunks).toString()) as Event)
    response.writeHead(204).end()
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  server = await startTestServer({
    integrations: [netflix],
    plugins: [webhooksPlugin({ egressAllow: parseAllowList('127.0.0.1'), lookMilliseconds: 50 })],
  })
})
afterAll(async () => {
  await server.stop()
  receiver.closeAllConnections()
  receiver.close()
})

test('every type of the feed has documented events', () => {
  const types = server.kernel
    .getService(changeFeed)
    .types()
    .flatMap(({ type }) => [`${type}.changed`, `${type}.deleted`])
  const documented = Object.keys(server.kernel.document().webhooks ?? {})
  expect(documented.toSorted()).toEqual([...types, 'changes.start_over', 'webhook.test'].toSorted())
})

test('an import and a value arrive as events, and each path shows what has changed', async () => {
  const user = await server.createUser()
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  expect((await user.post('/api/webhooks/endpoints', { url })).status).toBe(201)
  const job = await user.importFile('netflix', {
    filename: 'viewings.csv',
    content: 'Title,Date\nRoma,"10/31/26"\nKlaus,"11/01/26"\n',
  })
  const template = await user.post('/api/metrics/templates', {
    name: 'Morning',
    entries: [{ kind: 'manual', label: 'Mood', type: 'number' }],
  })
  const metric = template.body.entries[0].metric as string
  const entered = await user.request({
    method: 'PUT',
    path: `/api/metrics/values/${metric}/2026-11-01`,
    body: { value: 7 },
  })
  expect(entered.status).toBe(200)
  const paths = () => new Set(events.flatMap(({ data }) => data.changes.map(({ path }) => path)))
  const ids = (type: string) =>
    new Set(
      events.filter((event) => event.type === type).flatMap(({ data }) => data.changes.map(({ id }) => id)),
    )
  await vi.waitFor(
    () => {
      expect(ids('item.changed').size).toBe(2)
      expect(ids('job.changed')).toEqual(new Set([job.id]))
      expect(ids('value.changed').size).toBe(1)
    },
    { timeout: 10_000, interval: 20 },
  )
  expect(paths().size).toBe(4)
  for (const path of paths()) expect(await user.get(path ?? '')).toMatchObject({ status: 200 })
  const [value] = events.filter(({ type }) => type === 'value.changed')
  const shown = await user.get(value?.data.changes[0]?.path ?? '')
  expect(shown.body).toMatchObject({ metric, date: '2026-11-01', candidates: [{ value: 7 }] })
})
