import { startVaultSimulator, type VaultSimulator } from '@tributary/secrets/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let vault: VaultSimulator
let server: WebhooksServer

beforeAll(async () => {
  vault = await startVaultSimulator({ token: 'root' })
  server = await startWebhooks(
    { worker: false },
    { addresses: [vault.url], auth: { method: 'token', token: 'root' } },
  )
})
afterAll(async () => {
  vault.delay(0)
  await server.stop()
  await vault.stop()
})

test('no transaction is open while a secret is on its way to Vault', async () => {
  const { ada, database } = server
  const { id } = await ada.createEndpoint({ url: 'http://127.0.0.1/' })
  vault.delay(150)
  const answered = Promise.all([
    ada.send('POST', '/api/webhooks/endpoints', { url: 'http://127.0.0.1/' }),
    ada.send('POST', `/api/webhooks/endpoints/${id}/rotate-secret`),
  ]).finally(() => vault.delay(0))
  // Two requests to Vault and more, 150 ms each.
  for (let look = 0; look < 10; look += 1) {
    const { rowCount } = await database.pool.query(`
      select from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction' and state_change < now() - interval '100 ms'`)
    expect(rowCount).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  expect((await answered).map(({ statusCode }) => statusCode)).toEqual([201, 200])
})
