import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectionAccess } from '@tributary/connections'
import { nextMessage } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { secretStore } from '@tributary/secrets'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConnectedServer, PUBLIC_URL, startConnectedServer } from './connected-server.ts'
import { harbor } from './harbor.ts'
import { type OidcServer, startOidcServer } from './oidc-server.ts'
import { type Person } from './person.ts'
import { ProviderBrowser } from './provider-browser.ts'

/** As many as are asked of a release; a tenth shows what a change has broken. */
const ROUNDS = Number(process.env['REFRESH_ROUNDS'] ?? 3)
const KILLS = Number(process.env['REFRESH_KILLS'] ?? 3)
const CALLERS = 200
const CLIENT = {
  id: 'client-one',
  secret: 'secret-of-one-0123456789',
  redirectUris: [`${PUBLIC_URL}/api/one/callback`],
}

type Asked = { authorizations: string[]; errors: string[] }

describe('a refresh', () => {
  let provider: OidcServer
  let server: ConnectedServer
  let ada: Person
  let userId: string
  let connectionId: string
  const children = new Set<ChildProcess>()

  beforeAll(async () => {
    provider = await startOidcServer([CLIENT])
    server = await startConnectedServer({
      integrations: [harbor('one', provider.issuer)],
      environment: { ONE_CLIENT_ID: CLIENT.id, ONE_CLIENT_SECRET: CLIENT.secret },
    })
    ada = await server.person('ada')
    userId = (await ada.get('/api/accounts/me')).body.id
  })

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await server.stop()
    await provider.stop()
  })

  const connect = async () => {
    const callback = await new ProviderBrowser().authorize(await ada.begin('one'), { name: 'ada' })
    expect((await ada.comeBack(callback)).status).toBe(303)
    connectionId = (await ada.get('/api/one')).body.connections[0].id
  }
  const row = async () => {
    const { rows } = await sql<{
      id: string
      status: string
      credentials_version: number
      reason: string | null
    }>`
      select id, status, credentials_version, reason from user_integrations`.execute(server.db)
    if (rows[0] === undefined) throw new Error('nothing is connected')
    return rows[0]
  }
  /** Makes the access token one that has run out, as an hour would. */
  const expire = async () => {
    const reference = { owner: 'connections', name: `credentials/${(await row()).id}`, userId }
    const secrets = server.kernel.getService(secretStore)
    const credentials = JSON.parse((await secrets.read(reference)) ?? '{}') as object
    await secrets.write(reference, JSON.stringify({ ...credentials, expiresAt: 1 }))
  }
  const refreshes = () => provider.tokenCalls['refresh_token'] ?? 0

  async function startProcess(): Promise<ChildProcess> {
    const child = fork(new URL('./refresh-process.ts', import.meta.url), [provider.issuer, CLIENT.secret], {
      env: {
        ...process.env,
        DATABASE_OPTIONS: JSON.stringify(server.databaseOptions),
        MASTER_KEY: server.masterKey,
      },
      execArgv: ['-C', '@tributary/source'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    endWithThisProcess(child)
    children.add(child)
    await nextMessage(child)
    return child
  }
  async function ask(child: ChildProcess): Promise<Asked> {
    const answer = nextMessage(child)
    child.send({ connectionId, callers: CALLERS })
    return (await answer) as Asked
  }
  async function askHere(): Promise<Asked> {
    const access = server.kernel.getService(connectionAccess)
    const asked = await Promise.allSettled(
      Array.from({ length: CALLERS }, async () => (await access.open(connectionId))?.authorizer.authorize()),
    )
    return {
      authorizations: [
        ...new Set(
          asked.flatMap((each) =>
            each.status === 'fulfilled' ? [each.value?.headers['authorization'] ?? ''] : [],
          ),
        ),
      ],
      errors: asked.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : [])),
    }
  }

  it(`is one token request for ${CALLERS} callers in each of the processes, round after round`, {
    timeout: 60_000 + ROUNDS * 20_000,
  }, async () => {
    await connect()
    const elsewhere = [await startProcess(), await startProcess()]
    for (let round = 0; round < ROUNDS; round += 1) {
      await expire()
      const before = refreshes()
      const version = (await row()).credentials_version
      const asked = await Promise.all(elsewhere.map(ask))
      expect(refreshes() - before).toBe(1)
      expect(asked.flatMap(({ errors }) => errors)).toEqual([])
      expect(new Set(asked.flatMap(({ authorizations }) => authorizations)).size).toBe(1)
      expect(await row()).toMatchObject({ status: 'connected', credentials_version: version + 1 })
    }
    for (const child of elsewhere) child.kill('SIGKILL')
  })

  it('that the provider refuses asks the person to reconnect, once, and the provider is not called again', async () => {
    await connect()
    await expire()
    const reference = { owner: 'connections', name: `credentials/${(await row()).id}`, userId }
    await server.kernel
      .getService(secretStore)
      .write(
        reference,
        JSON.stringify({ kind: 'oauth2', accessToken: 'a', refreshToken: 'made-up', expiresAt: 1 }),
      )
    const before = refreshes()
    const { errors, authorizations } = await askHere()
    expect(authorizations).toEqual([])
    expect(new Set(errors).size).toBe(1)
    expect(await row()).toMatchObject({
      status: 'needs_reauth',
      reason: expect.stringMatching(/Connect again/),
    })
    expect(refreshes() - before).toBe(1)
    await askHere()
    expect(refreshes() - before).toBe(1)
    const { items } = (await ada.get('/api/notifications')).body
    expect(items).toMatchObject([{ kind: 'connection_needs_reauth', integration: 'one' }])
    await connect()
    expect(await row()).toMatchObject({ status: 'connected', reason: null })
    expect((await ada.get('/api/notifications?unread=true')).body.items).toEqual([])
  })

  it(`killed between the provider's answer and the commit ends connected or in need of the person, ${KILLS} times`, {
    timeout: 60_000 + KILLS * 20_000,
  }, async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      await connect()
      await expire()
      await killWhileRefreshing(kill)
      // As thirty seconds would.
      await sql`update user_integrations set refresh_lease_until = now() - interval '1 second'
        where refresh_lease is not null`.execute(server.db)
      const calls = refreshes()
      await askHere()
      await askHere()
      const { status } = await row()
      expect(['connected', 'needs_reauth']).toContain(status)
      expect(refreshes() - calls).toBeLessThanOrEqual(1)
    }
  })

  async function killWhileRefreshing(milliseconds: number): Promise<void> {
    const child = await startProcess()
    const before = refreshes()
    const exit = once(child, 'exit')
    child.on('message', () => {})
    child.send({ connectionId, callers: 1 })
    while (refreshes() === before) await sleep(1)
    // From here the answer is on its way: within some milliseconds it is stored, or lost.
    await sleep(milliseconds)
    child.kill('SIGKILL')
    await exit
    children.delete(child)
  }
})
