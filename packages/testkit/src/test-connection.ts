import type { Integration } from '@tributary/integration-kit'
import { FIELD, type FieldDescription } from '@tributary/integration-kit/host'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProviderSimulator, SimulatorClient } from './simulator/index.ts'
import { startTestServer, type TestServer, testRedirectUri } from './test-server.ts'
import type { TestUser } from './test-user.ts'

/** The part of the contract that is about connected accounts, against the integration's own simulated provider. */
export function testConnection(
  integration: Integration,
  startProvider: (client: SimulatorClient) => Promise<ProviderSimulator>,
): void {
  const { name } = integration.definition
  describe('with a connected account', () => {
    let simulator: ProviderSimulator
    let server: TestServer
    beforeAll(async () => {
      const client = {
        id: 'contract-client',
        secret: 'contract-secret',
        redirectUris: [testRedirectUri(name)],
      }
      simulator = await startProvider(client)
      server = await startTestServer({
        integrations: [integration],
        endpoints: simulator.endpoints,
        environment: environmentOf(integration, client),
      })
    })
    afterAll(async () => {
      await server.stop()
      await simulator.stop()
    })

    const connectedUser = async (): Promise<TestUser> => {
      const user = await server.createUser()
      expect(await user.connect(name, simulator)).toMatchObject({ status: 303 })
      return user
    }
    const statusOf = async (user: TestUser) => {
      const { body } = await user.get(`/api/${name}`)
      return (body as { connections: readonly { status: string }[] }).connections[0]?.status
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

    test('who says no is not connected', async () => {
      const user = await server.createUser()
      const answer = await user.connect(name, simulator, { decision: 'deny' })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(await statusOf(user)).toBeUndefined()
      expect((await user.post(`/api/${name}/sync`)).status).toBe(409)
    })

    test('an access token that has died is renewed without anybody noticing', async () => {
      const user = await connectedUser()
      await user.allJobsEnd()
      simulator.controls.expireAccessTokens()
      const before = simulator.controls.tokenCalls().refresh_token
      expect(await user.sync(name)).toMatchObject({ status: 'succeeded' })
      expect(simulator.controls.tokenCalls().refresh_token).toBe(before + 1)
    })

    test('consent that is taken back at the provider asks the person to connect again, which they can', async () => {
      const user = await connectedUser()
      await user.allJobsEnd()
      simulator.controls.revokeConsent()
      expect(await user.sync(name)).toMatchObject({ status: 'failed', error: { code: 'auth_expired' } })
      expect(await statusOf(user)).toBe('needs_reauth')
      expect(await user.connect(name, simulator)).toMatchObject({ status: 303 })
      expect(await statusOf(user)).toBe('connected')
      await user.allJobsEnd()
    })

    test('whoever disconnects is not synced any more', async () => {
      const user = await connectedUser()
      await user.allJobsEnd()
      expect((await user.request({ method: 'DELETE', path: `/api/${name}` })).status).toBeLessThan(300)
      expect((await user.post(`/api/${name}/sync`)).status).toBe(409)
    })
  })
}

/** The client, in the variables that the fields of the configuration name. */
function environmentOf(integration: Integration, client: Required<SimulatorClient>): Record<string, string> {
  const properties = integration.definition.config?.properties ?? {}
  const environment: Record<string, string> = {}
  for (const [field, value] of [
    ['clientId', client.id],
    ['clientSecret', client.secret],
  ] as const) {
    const schema: { [FIELD]?: FieldDescription } | undefined = properties[field]
    const variable = schema?.[FIELD]?.env
    if (variable !== undefined) environment[variable] = value
  }
  return environment
}
