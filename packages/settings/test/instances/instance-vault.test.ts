import { startVaultSimulator, type VaultSimulator } from '@tributary/secrets/simulator'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type FakeService, startFakeService } from './fake-service.ts'
import { type InstancesServer, startInstances } from './instances-server.ts'
import { valuesOf } from './service-providers.ts'

const ROOT = '/plugins/instances'
const TOKEN = 'canary-token-of-the-chat'
const HOUR = 3_600_000

/** The time of Vault; values that it dates back two hours were staged long ago. */
let now = () => Date.now()
let vault: VaultSimulator
let service: FakeService
let server: InstancesServer
const withVault = () => ({
  vault: { addresses: [vault.url], auth: { method: 'token', token: 'root' } as const },
})

beforeAll(async () => {
  vault = await startVaultSimulator({ token: 'root', now: () => now() })
  service = await startFakeService(TOKEN)
  server = await startInstances(withVault())
})
afterAll(async () => {
  await server.stop()
  await vault.stop()
  await service.stop()
})
afterEach(async () => {
  vault.delay(0)
  now = () => Date.now()
  await sql`drop trigger if exists fail on plugin_instances`.execute(db())
  for (const { id } of (await server.ask('GET', ROOT)).body.items) await server.ask('DELETE', `${ROOT}/${id}`)
})

const db = () => server.database.tables<Record<string, never>>()
const stored = () => [...vault.values().values()].flat().map((secret) => (secret as { value: string }).value)
const instance = (name = 'operators') => ({
  plugin: 'chat',
  kind: 'notification',
  name,
  values: valuesOf('notification', service.url, TOKEN),
})
const send = (process = server) =>
  process.providers.use({ kind: 'notification', instance: 'operators' }, (channel) =>
    channel.send({ title: 'Title', text: 'Text', severity: 'info' }),
  )

/** Has the next writes of rows fail, as a process does that is killed after it has written to Vault. */
async function failWrites(): Promise<void> {
  await sql`create or replace function fail() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`.execute(
    db(),
  )
  await sql`create trigger fail before insert or update on plugin_instances execute function fail()`.execute(
    db(),
  )
}

/** Starts another process, whose first sweep deletes what was staged long ago, and waits for it. */
async function sweep(expected: readonly string[]): Promise<void> {
  const second = await startInstances({ ...withVault(), place: server.place })
  await vi.waitFor(() => expect(stored()).toEqual(expected), { timeout: 5000 })
  await second.stopKernel()
}

test('a secret is in Vault alone, and goes with its instance', async () => {
  const id = await server.create(instance())
  expect(stored()).toEqual([TOKEN])
  await send()
  const { rows } = await sql`select plugin_instances, secrets from plugin_instances, secrets`.execute(db())
  expect(JSON.stringify(rows)).not.toContain('canary')
  await server.ask('PATCH', `${ROOT}/${id}`, { values: { token: 'canary-second-token' } })
  await sweep(['canary-second-token'])
  await server.ask('DELETE', `${ROOT}/${id}`)
  await sweep([])
})

test('a crash between the secret and the row loses nothing, and leaves nothing after the sweep', async () => {
  now = () => Date.now() - 2 * HOUR
  const id = await server.create(instance())
  await failWrites()
  expect((await server.ask('POST', ROOT, instance('another'))).status).toBe(500)
  const change = { values: { token: 'canary-second-token', room: '#night' } }
  expect((await server.ask('PATCH', `${ROOT}/${id}`, change)).status).toBe(500)
  expect(stored()).toHaveLength(3)
  const second = await startInstances({ ...withVault(), place: server.place })
  await vi.waitFor(() => expect(stored()).toEqual([TOKEN]), { timeout: 5000 })
  // In a process that has no value in memory.
  await send(second)
  await second.stopKernel()
  expect((await server.ask('GET', `${ROOT}/${id}/configuration`)).body.values.room).toBe('#operators')
  expect((await server.ask('GET', ROOT)).body.items).toHaveLength(1)
})

test('what was staged a moment ago is kept, since its transaction may still be running', async () => {
  await failWrites()
  expect((await server.ask('POST', ROOT, instance())).status).toBe(500)
  await sweep([TOKEN])
})

test('a slow Vault holds no connection of the database', async () => {
  const id = await server.create(instance())
  const second = await startInstances({ ...withVault(), place: server.place })
  vault.delay(150)
  const begun = performance.now()
  const answered = Promise.all([
    server.ask('POST', ROOT, instance('another')),
    server.ask('PATCH', `${ROOT}/${id}`, { values: { token: 'canary-second-token' } }),
    server.ask('POST', ROOT, instance('third'), { headers: { 'idempotency-key': 'third' } }),
    // Reads the value from Vault.
    second.ask('POST', `${ROOT}/${id}/test`),
  ]).finally(() => vault.delay(0))
  const all = new AbortController()
  const looking = answered.then(() => all.abort())
  while (!all.signal.aborted) {
    const { rowCount } = await server.database.pool.query(`
      select from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction' and state_change < now() - interval '100 ms'`)
    expect(rowCount).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await looking
  expect(performance.now() - begun).toBeGreaterThan(150)
  expect((await answered).map(({ status }) => status)).toEqual([201, 200, 201, 200])
  await second.stopKernel()
})

test('while Vault is sealed, changes of secrets and first uses are refused, others work; then it recovers', async () => {
  const id = await server.create(instance())
  vault.seal()
  const second = await startInstances({ ...withVault(), place: server.place })
  await expect(send(second)).rejects.toMatchObject({ code: 'SECRETS_VAULT_UNAVAILABLE' })
  expect(
    (await server.ask('PATCH', `${ROOT}/${id}`, { values: { token: 'canary-second-token' } })).body,
  ).toMatchObject({
    code: 'SECRETS_VAULT_UNAVAILABLE',
  })
  expect((await second.ask('GET', `${ROOT}/${id}/configuration`)).status).toBe(200)
  expect((await second.ask('PATCH', `${ROOT}/${id}`, { values: { room: '#night' } })).status).toBe(200)
  vault.unseal()
  await send(second)
  await second.stopKernel()
})
