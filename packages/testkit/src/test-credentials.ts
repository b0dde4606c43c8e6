import { database } from '@tributary/database'
import type { Integration } from '@tributary/integration-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProviderSimulator } from './simulator/index.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import type { TestUser } from './test-user.ts'

/** How accounts are connected whose credentials a person enters. */
export interface CredentialsCase {
  /** Starts the simulated provider, with at least two accounts and something to read in each. */
  readonly provider: () => Promise<ProviderSimulator>
  /** The body of `POST /api/<name>/connect` for a key that `controls.grant` has given. */
  readonly enter: (key: string) => object
}

const SECRETS_TABLE = 'secrets'

/** The part of the contract that is about accounts whose credentials a person enters. */
export function testCredentials(integration: Integration, { provider, enter }: CredentialsCase): void {
  const { name } = integration.definition
  describe('with credentials that a person enters', () => {
    let simulator: ProviderSimulator
    let server: TestServer
    beforeAll(async () => {
      simulator = await provider()
      server = await startTestServer({ integrations: [integration], endpoints: simulator.endpoints })
    })
    afterAll(async () => {
      await server.stop()
      await simulator.stop()
    })

    const connect = (user: TestUser, account?: string) => {
      const { accessToken } = simulator.controls.grant(account === undefined ? {} : { account })
      return user.post(`/api/${name}/connect`, enter(accessToken))
    }
    const connectedUser = async (): Promise<TestUser> => {
      const user = await server.createUser()
      expect(await connect(user)).toMatchObject({ status: 200 })
      return user
    }
    const connectionsOf = async (user: TestUser) => {
      const { body } = await user.get(`/api/${name}`)
      return (body as { connections: readonly { id: string; status: string }[] }).connections
    }
    const countSecrets = async () => {
      // oxlint-disable-next-line typescript/no-explicit-any -- a table of another plugin
      const db = server.kernel.getService(database).tables<any>()
      return (await db.selectFrom(SECRETS_TABLE).select('owner').where('owner', '=', 'connections').execute())
        .length
    }

    test('connecting reads at once, and a sync after it adds nothing', async () => {
      const user = await connectedUser()
      const jobs = await user.allJobsEnd()
      expect(jobs.map(({ status, error }) => ({ status, error }))).toEqual(
        jobs.map(() => ({ status: 'succeeded', error: null })),
      )
      expect(jobs.reduce((sum, job) => sum + job.inserted, 0)).toBeGreaterThan(0)
      expect(await user.sync(name)).toMatchObject({
        status: 'succeeded',
        inserted: 0,
        updated: 0,
        rejected: 0,
      })
    })

    test('wrong credentials are refused, and nothing of them is stored', async () => {
      const user = await server.createUser()
      const before = await countSecrets()
      expect(await user.post(`/api/${name}/connect`, enter('wrong-key-of-nobody'))).toMatchObject({
        status: 400,
        body: { code: 'CONNECTIONS_KEY_REFUSED' },
      })
      expect(await connectionsOf(user)).toEqual([])
      expect(await countSecrets()).toBe(before)
    })

    test('another account is another connection, and begins at its own beginning', async () => {
      const user = await connectedUser()
      await user.allJobsEnd()
      const [, other] = simulator.controls.accounts()
      expect(await connect(user, other?.id)).toMatchObject({ status: 200 })
      const jobs = await user.allJobsEnd()
      const connections = await connectionsOf(user)
      expect(connections).toHaveLength(2)
      for (const { id } of connections) {
        const own = jobs.filter(({ connectionId }) => connectionId === id)
        expect(own.reduce((sum, job) => sum + job.inserted, 0)).toBeGreaterThan(0)
      }
    })

    test('credentials that were taken back ask the person to connect again, which they can', async () => {
      const user = await connectedUser()
      await user.allJobsEnd()
      simulator.controls.revokeConsent()
      expect(await user.sync(name)).toMatchObject({ status: 'failed', error: { code: 'auth_expired' } })
      expect(await connectionsOf(user)).toMatchObject([{ status: 'needs_reauth' }])
      expect(await connect(user)).toMatchObject({ status: 200 })
      expect(await connectionsOf(user)).toMatchObject([{ status: 'connected' }])
      await user.allJobsEnd()
    })

    test('an account that was disconnected is not synced', async () => {
      const user = await connectedUser()
      await user.allJobsEnd()
      expect((await user.request({ method: 'DELETE', path: `/api/${name}` })).status).toBeLessThan(300)
      expect((await user.post(`/api/${name}/sync`)).status).toBe(409)
      expect(await connectionsOf(user)).not.toMatchObject([{ status: 'connected' }])
    })
  })
}
