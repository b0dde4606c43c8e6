import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defineIntegration } from '@tributary/integration-kit'
import { enricher } from '@tributary/integration-kit/enrichers'
import { Type } from 'typebox'
import { expect, test, vi } from 'vitest'
import { filesOf, startEnrichment } from './enrichment-server.ts'

test('an enricher keeps the limits that its integration declares, and the rest waits without a failure', async () => {
  let requests = 0
  const service = createServer((_, response) => {
    requests += 1
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"tag":"Jazz"}')
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const { port } = service.address() as AddressInfo
  const limited = defineIntegration({
    name: 'limited',
    displayName: 'Limited',
    version: '1.0.0',
    description: 'For tests.',
    api: {
      baseUrl: `http://127.0.0.1:${port}`,
      rateLimits: [{ requests: 2, perSeconds: 3600, per: 'client' }],
    },
    provides: {
      enricher: enricher({
        version: 1,
        platforms: ['music'],
        types: ['track'],
        batchSize: 5,
        async *enrich({ http }, works) {
          for (const { key } of works) {
            const { tag } = await http.get('/tag', { schema: Type.Object({ tag: Type.String() }) })
            yield { key, outcome: 'found', confidence: 1, facts: { tags: [tag] } }
          }
        },
      }),
    },
  })
  const it = await startEnrichment({ integrations: [filesOf('music'), limited] })
  try {
    const ada = await it.user()
    const lines = Array.from({ length: 5 }, (_, n) => ({ id: `p${n}`, title: `Song ${n}` }))
    await ada.importFile('music', { content: JSON.stringify(lines), filename: 'a.json' })
    const states = async () => (await it.tasks()).map(({ state }) => state).toSorted()
    await vi.waitFor(
      async () => expect(await states()).toEqual(['done', 'done', 'pending', 'pending', 'pending']),
      { timeout: 20_000, interval: 50 },
    )
    expect(requests).toBe(2)
    const rests = await it.db.selectFrom('enrichment_enrichers').select(['failures', 'reason_code']).execute()
    expect(rests).toEqual([{ failures: 0, reason_code: 'rate_limit' }])
  } finally {
    await it.stop()
    service.close()
  }
})
