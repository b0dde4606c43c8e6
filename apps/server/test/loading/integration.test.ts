import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from '../server-process.ts'
import { writePlugin } from './plugin-folder.ts'

const sourceOf = (origin: string) => `
import { defineIntegration, field, fields, mediaStream, noAuth } from '@tributary/integration-kit'
import { Type } from 'typebox'

const plays = mediaStream({
  id: 'plays', displayName: 'Plays',
  async *sync({ http }) {
    const { items } = await http.get('/plays', { schema: Type.Object({ items: Type.Array(Type.Object({ id: Type.String() })) }) })
    yield { records: items.map(({ id }) => ({ externalId: id, type: 'track', title: id, occurredOn: '2026-11-01', raw: { id } })), cursor: 1 }
  },
})

export default defineIntegration({
  name: 'late', displayName: 'Late', version: '1.0.0', description: 'Comes while the server runs.',
  config: fields({ size: field.integer({ label: 'Page size', default: 10 }) }),
  auth: noAuth, api: { baseUrl: '${origin}' }, streams: [plays],
})
`

test('an integration that is loaded while the server runs syncs, has its form and is listed, and vanishes when it is unloaded; its data stay', async () => {
  await using directory = await temporaryDirectory()
  const provider = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end('{"items":[{"id":"a"},{"id":"b"}]}')
  })
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const { port } = provider.address() as AddressInfo
  const origin = 'https://api.late.example'
  const environment = {
    DATA_DIR: directory.path,
    PROVIDER_ENDPOINTS: `${origin}=http://127.0.0.1:${port}`,
    EGRESS_ALLOW: '127.0.0.1',
  }
  await using server = await ServerProcess.start(environment)
  try {
    await server.signIn()
    const post = async (path: string, body?: object) => {
      const headers = { 'content-type': 'application/json' }
      const init = body === undefined ? {} : { headers, body: JSON.stringify(body) }
      const response = await server.fetch(path, { method: 'POST', ...init })
      // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
      return { status: response.status, body: (await response.json()) as any }
    }
    const sync = async () => {
      const { status, body } = await post('/api/late/sync')
      expect(body, `${status} ${JSON.stringify(body)}`).toHaveProperty('id')
      for (;;) {
        const job = await server.json(`/api/jobs/${body.id}`)
        if (job.status !== 'queued' && job.status !== 'running') return job
        await sleep(50)
      }
    }
    const listed = async () => {
      const integrations = await server.json('/api/integrations')
      const settings = await server.json('/api/admin/settings')
      const plugins = await server.json('/api/plugins?limit=500')
      return {
        integrations: integrations.items.some((each: { integration: string }) => each.integration === 'late'),
        settings: settings.items.some((each: { plugin: string }) => each.plugin === 'late'),
        plugins: plugins.items.some((each: { name: string }) => each.name === 'late'),
        documented: '/api/late/sync' in (await server.json('/openapi.json')).paths,
      }
    }
    expect(await listed()).toEqual({
      integrations: false,
      settings: false,
      plugins: false,
      documented: false,
    })
    writePlugin(join(directory.path, 'plugins/late'), sourceOf(origin))
    expect(await post('/api/admin/plugins/load', { plugin: 'late' })).toMatchObject({ status: 200 })
    expect(await listed()).toEqual({ integrations: true, settings: true, plugins: true, documented: true })
    expect(await sync()).toMatchObject({ status: 'succeeded', inserted: 2 })
    expect(await post('/api/admin/plugins/unload', { plugin: 'late' })).toMatchObject({ status: 200 })
    expect(await listed()).toEqual({
      integrations: false,
      settings: false,
      plugins: false,
      documented: false,
    })
    expect((await server.fetch('/api/late')).status).toBe(404)
    const { items } = await server.json('/api/library/items')
    expect(items.map(({ title }: { title: string }) => title).toSorted()).toEqual(['a', 'b'])
    expect(await post('/api/admin/plugins/load', { plugin: 'late' })).toMatchObject({ status: 200 })
    expect(await sync()).toMatchObject({ status: 'succeeded', inserted: 0 })
  } finally {
    provider.close()
  }
})
