import type { Plugin } from '@tributary/core'
import { database } from '@tributary/database'
import { healthSubjects, settings } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'
import { startVaultSimulator, type VaultSimulator } from '@tributary/secrets/simulator'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { pluginWith, type SettingsServer, startSettingsServer } from './settings-server.ts'

const first = fields({ server: field.text({ label: 'Server' }), key: field.secret({ label: 'Key' }) })

const second = fields(
  { host: field.text({ label: 'Host' }), apiKey: field.secret({ label: 'Key' }) },
  { version: 2, migrations: { 2: ({ server, key }) => ({ host: server, apiKey: key }) } },
)

let vault: VaultSimulator
const running: SettingsServer[] = []
beforeAll(async () => {
  vault = await startVaultSimulator({ token: 'root' })
})
afterEach(async () => {
  vault.unseal()
  vault.delay(0)
  for (const server of running.splice(0).toReversed()) await server.stop()
})
afterAll(() => vault.stop())

async function startWith(schema: typeof first | typeof second, on?: SettingsServer): Promise<SettingsServer> {
  const server = await startSettingsServer({
    playerSettings: { schema },
    vault: { addresses: [vault.url], auth: { method: 'token', token: 'root' } },
    ...(on === undefined ? {} : { place: on.place }),
  })
  running.push(server)
  return server
}

async function storeFirst(): Promise<SettingsServer> {
  const old = await startWith(first)
  const values = { server: 'music.example.org', key: 'canary-key' }
  expect(await old.ask({ method: 'PATCH', body: { values } })).toMatchObject({ status: 200 })
  await old.stopKernel()
  return old
}

const read = (server: SettingsServer) => server.kernel.getService(settings).read('player')
const stateOf = (server: SettingsServer) =>
  server.kernel.report().plugins.find(({ name }) => name === 'player')?.state

test('settings that Vault keeps from being converted wait, and are converted when it is back', async () => {
  const old = await storeFirst()
  vault.seal()
  const newer = await startWith(second, old)
  expect(stateOf(newer)).toBe('ready')
  await expect(read(newer)).rejects.toMatchObject({ code: 'SETTINGS_WAITING' })
  const waiting = {
    status: 503,
    body: { code: 'SETTINGS_WAITING', detail: expect.stringContaining('Vault') },
  }
  expect(await newer.ask({})).toMatchObject(waiting)
  const { items } = (await newer.ask({ path: '' })).body
  expect(items).toMatchObject([
    { plugin: 'player', configured: false, waitingFor: expect.stringContaining('Vault') },
  ])
  vault.unseal()
  await vi.waitFor(() => read(newer), { timeout: 5_000, interval: 50 })
  expect(await read(newer)).toEqual({ host: 'music.example.org', apiKey: 'canary-key' })
  expect((await newer.ask({ path: '' })).body.items).toMatchObject([{ configured: true, waitingFor: null }])
})

test('a server can stop while settings wait', async () => {
  const old = await storeFirst()
  vault.seal()
  const newer = await startWith(second, old)
  await newer.stopKernel()
  expect(newer.log.join('')).not.toContain('canary')
})

test('no transaction is open while a conversion waits for Vault', async () => {
  const old = await storeFirst()
  const { pool } = (await startWith(first, old)).kernel.getService(database)
  vault.delay(150)
  const starting = startWith(second, old)
  for (let look = 0; look < 20; look += 1) {
    const { rowCount } = await pool.query(`
      select from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction' and state_change < now() - interval '100 ms'`)
    expect(rowCount).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  vault.delay(0)
  expect(await read(await starting)).toMatchObject({ apiKey: 'canary-key' })
})

test('settings with a test stay among what is checked while their secrets cannot be read', async () => {
  const old = await storeFirst()
  vault.seal()
  const listed: string[][] = []
  const checker: Plugin = {
    name: 'checker',
    version: '1.0.0',
    async start(context) {
      for (const { value } of context.getContributions(healthSubjects))
        listed.push((await value.list()).map(({ id }) => id))
    },
  }
  running.push(
    await startSettingsServer({
      playerSettings: { schema: second, test: async () => [] },
      plugins: [pluginWith('complete', { schema: fields({}), test: async () => [] }), checker],
      vault: { addresses: [vault.url], auth: { method: 'token', token: 'root' } },
      place: old.place,
    }),
  )
  expect(listed).toEqual([['player', 'complete']])
})
