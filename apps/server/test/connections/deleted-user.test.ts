import { accounts } from '@tributary/accounts'
import { connectionAccess } from '@tributary/connections'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BAY_ENVIRONMENT, bay, startBay } from './bay.ts'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import { PASSWORD, Person } from './person.ts'

describe('the grants of a deleted user', () => {
  let provider: ProviderSimulator
  let server: ConnectedServer
  let admin: Person
  let count = 0

  beforeAll(async () => {
    provider = await startBay()
    server = await startConnectedServer({
      integrations: [bay],
      endpoints: provider.endpoints,
      environment: BAY_ENVIRONMENT,
    })
    const email = 'root@example.org'
    await server.kernel.getService(accounts).createUser({ email, password: PASSWORD, role: 'admin' })
    admin = await new Person(server, email).signIn()
  })

  afterAll(async () => {
    await server.stop()
    await provider.stop()
  })

  beforeEach(() => provider.controls.clearFaults())

  async function connected(): Promise<Person> {
    const person = await server.person(`person-${++count}`)
    expect(await person.comeBack(await provider.authorize(await person.begin('bay')))).toMatchObject({
      status: 303,
    })
    return person
  }

  async function deleteUser({ email }: Person): Promise<void> {
    const { items } = (await admin.get('/api/admin/accounts/users')).body
    const { id } = items.find((user: { email: string }) => user.email === email)
    expect((await admin.delete(`/api/admin/accounts/users/${id}`)).status).toBe(204)
  }

  const maintain = () => server.kernel.getService(connectionAccess).maintain(new AbortController().signal)
  const askedToRevoke = () =>
    provider.controls.requests().filter(({ path }) => path === 'login.bay.example/revoke').length
  const waiting = async () => {
    const { rows } = await sql<{ user_id: string | null; attempts: number; last_error: string | null }>`
      select user_id, attempts, last_error from revocations`.execute(server.db)
    return rows
  }
  const secrets = async () => {
    const { rows } = await sql<{ name: string; user_id: string | null }>`
      select split_part(name, '/', 1) as name, user_id from secrets where owner = 'connections'`.execute(
      server.db,
    )
    return rows
  }

  it('are revoked at the provider, and only then deleted here', async () => {
    const before = askedToRevoke()
    await deleteUser(await connected())
    expect(await secrets()).toEqual([{ name: 'revocation', user_id: null }])
    expect((await server.countStored()).connections).toBe(0)
    await maintain()
    expect(askedToRevoke() - before).toBe(1)
    expect(await waiting()).toEqual([])
    expect(await secrets()).toEqual([])
  })

  it('an unavailable provider is called again', async () => {
    const before = askedToRevoke()
    provider.controls.inject({ kind: 'status', path: 'login.bay.example/revoke', status: 503 })
    await deleteUser(await connected())
    await maintain()
    expect(await waiting()).toEqual([
      { user_id: null, attempts: 1, last_error: expect.stringMatching(/503/) },
    ])
    await sql`update revocations set next_at = now()`.execute(server.db)
    await maintain()
    expect(askedToRevoke() - before).toBe(2)
    expect(await waiting()).toEqual([])
    expect(await secrets()).toEqual([])
  })

  it('after a day it is given up without a notification, and the sealed credentials are deleted', async () => {
    provider.controls.inject({ kind: 'status', path: 'login.bay.example/revoke', status: 503, times: 2 })
    const before = askedToRevoke()
    await deleteUser(await connected())
    await sql`update revocations set created_at = now() - interval '25 hours'`.execute(server.db)
    await maintain()
    expect(askedToRevoke() - before).toBe(1)
    expect(await waiting()).toEqual([])
    expect(await secrets()).toEqual([])
  })

  it('a revocation waiting since the person disconnected keeps waiting', async () => {
    const before = askedToRevoke()
    provider.controls.inject({ kind: 'status', path: 'login.bay.example/revoke', status: 503 })
    const person = await connected()
    expect((await person.delete('/api/bay')).status).toBe(204)
    await expect.poll(waiting, { timeout: 5_000 }).toMatchObject([{ attempts: 1 }])
    await expect.poll(askedToRevoke).toBe(before + 1)
    await deleteUser(person)
    expect(await secrets()).toEqual([{ name: 'revocation', user_id: null }])
    await sql`update revocations set next_at = now()`.execute(server.db)
    await maintain()
    expect(askedToRevoke() - before).toBe(2)
    expect(await waiting()).toEqual([])
    expect(await secrets()).toEqual([])
  })

  it('tokens from a refresh after the deletion are revoked as well', async () => {
    const person = await connected()
    const { rows } = await sql<{ id: string }>`select id from user_integrations`.execute(server.db)
    const [{ id } = { id: '' }] = rows
    const access = server.kernel.getService(connectionAccess)
    const open = await access.open(id)
    const authorization = await open?.authorizer.authorize()
    if (open === undefined || authorization === undefined) throw new Error(`connection ${id} does not open`)
    provider.controls.inject({ kind: 'slow', path: 'login.bay.example/token', milliseconds: 1_000 })
    const renewing = open.authorizer.renew(authorization).then(String, String)
    await expect
      .poll(
        async () =>
          (await sql`select 1 from user_integrations where refresh_lease is not null`.execute(server.db))
            .rows,
      )
      .toHaveLength(1)
    await deleteUser(person)
    await renewing
    expect(await waiting()).toHaveLength(2)
    await maintain()
    expect(await waiting()).toEqual([])
    expect(await secrets()).toEqual([])
  })
  it('credentials that do not open do not prevent deleting the user', async () => {
    const before = askedToRevoke()
    const person = await connected()
    await sql`update secrets set sealed = left(sealed, -4) || 'AAAA' where owner = 'connections'`.execute(
      server.db,
    )
    await deleteUser(person)
    await maintain()
    expect(askedToRevoke()).toBe(before)
    expect(await secrets()).toEqual([])
  })
})
