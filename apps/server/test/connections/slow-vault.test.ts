import { setTimeout as delay } from 'node:timers/promises'
import { accounts } from '@tributary/accounts'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { startVaultSimulator, type VaultSimulator } from '@tributary/secrets/simulator'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BAY_ENVIRONMENT, bay, startBay } from './bay.ts'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import { PASSWORD, Person } from './person.ts'

describe('while Vault is slow, no transaction is open', () => {
  let provider: ProviderSimulator
  let vault: VaultSimulator
  let server: ConnectedServer
  let admin: Person
  let count = 0

  beforeAll(async () => {
    provider = await startBay()
    vault = await startVaultSimulator({ token: 'root' })
    server = await startConnectedServer({
      integrations: [bay],
      endpoints: provider.endpoints,
      environment: BAY_ENVIRONMENT,
      vault: { addresses: [vault.url], auth: { method: 'token', token: 'root' } },
    })
    const email = 'root@example.org'
    await server.kernel.getService(accounts).createUser({ email, password: PASSWORD, role: 'admin' })
    admin = await new Person(server, email).signIn()
  })
  afterEach(() => vault.delay(0))
  afterAll(async () => {
    await server.stop()
    await vault.stop()
    await provider.stop()
  })

  const callbackOf = async (person: Person) => provider.authorize(await person.begin('bay'))

  async function connected(): Promise<Person> {
    const person = await server.person(`slow-${++count}`)
    expect((await person.comeBack(await callbackOf(person))).status).toBe(303)
    return person
  }

  /** Looks at the database while Vault takes 150 ms for each answer. */
  async function whileSlow<T>(act: () => Promise<T>): Promise<T> {
    vault.delay(150)
    const before = vault.requests.length
    const acting = act()
    const over = acting.then(() => true)
    for (;;) {
      const { rows } = await sql`
        select query from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'
          and state_change < now() - interval '100 ms'`.execute(server.db)
      expect(rows).toEqual([])
      if (await Promise.race([over, delay(20, false)])) break
    }
    const result = await acting
    expect(vault.requests.length).toBeGreaterThan(before)
    return result
  }

  it('when an account is connected, and connected again', async () => {
    const person = await server.person(`slow-${++count}`)
    for (const _ of ['first', 'again']) {
      const callback = await callbackOf(person)
      expect((await whileSlow(() => person.comeBack(callback))).status).toBe(303)
    }
    expect((await person.get('/api/bay')).body.connections).toMatchObject([{ status: 'connected' }])
  })

  it('when an account is disconnected, whose grant is revoked later', async () => {
    const person = await connected()
    expect((await whileSlow(() => person.delete('/api/bay'))).status).toBe(204)
    const revoked = () =>
      provider.controls.requests().filter(({ path }) => path === 'login.bay.example/revoke').length
    await expect.poll(revoked, { timeout: 10_000 }).toBe(1)
  })

  it('when a user is deleted, whose grants are revoked later', async () => {
    const person = await connected()
    const { items } = (await admin.get('/api/admin/accounts/users')).body
    const { id } = items.find((user: { email: string }) => user.email === person.email)
    expect((await whileSlow(() => admin.delete(`/api/admin/accounts/users/${id}`))).status).toBe(204)
    const { rows } = await sql<{ name: string }>`
      select name from secrets where owner = 'connections' and user_id is null`.execute(server.db)
    expect(rows).toEqual([{ name: expect.stringMatching(/^revocation\//) }])
  })
})
