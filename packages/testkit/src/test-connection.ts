import type { Integration } from '@tributary/integration-kit'
import type { ProviderSimulator, SimulatorClient } from '@tributary/provider-simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environmentOf } from './environment-of.ts'
import { connectionsOf, testAccount } from './test-account.ts'
import { startTestServer, type TestServer, testRedirectUri } from './test-server.ts'
import { testStreams } from './test-streams.ts'
import type { TestUser } from './test-user.ts'

interface ConnectionCase {
  readonly provider: (client: SimulatorClient) => Promise<ProviderSimulator>
  /** The settings of its connections. */
  readonly connection: Readonly<Record<string, unknown>> | undefined
}

/** The part of the contract for connected accounts, with the integration's own simulated provider. */
export function testConnection(
  integration: Integration,
  { provider: startProvider, connection }: ConnectionCase,
): void {
  const { name } = integration.definition
  const client = {
    id: 'contract-client',
    secret: 'contract-secret',
    redirectUris: [testRedirectUri(name)],
  }
  testStreams({
    definition: integration.definition,
    start: () => startProvider(client),
    access: ({ controls }, account) => ({
      ...controls.grant(account === undefined ? {} : { account }),
      ...(connection && { connection }),
    }),
  })
  describe('with a connected account', () => {
    let simulator: ProviderSimulator
    let server: TestServer
    beforeAll(async () => {
      simulator = await startProvider(client)
      simulator.controls.clock.freeze()
      server = await startTestServer({
        integrations: [integration],
        endpoints: simulator.endpoints,
        rateClock: simulator.controls.rateClock,
        environment: environmentOf(integration, { clientId: client.id, clientSecret: client.secret }),
      })
    })
    afterAll(async () => {
      await server.stop()
      await simulator.stop()
    })

    const connect = async (user: TestUser, account?: string): Promise<void> => {
      const options = account === undefined ? {} : { account }
      const answer = await user.connect(name, simulator, options, connection && { settings: connection })
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(400)
    }
    testAccount({ name, server: () => server, simulator: () => simulator, connect })

    test('a person who denies the consent is not connected', async () => {
      const user = await server.createUser()
      const answer = await user.connect(name, simulator, { decision: 'deny' })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(await connectionsOf(user, name)).toEqual([])
      expect((await user.post(`/api/${name}/sync`)).status).toBe(409)
    })

    test('an access token that has expired is refreshed within the sync', async () => {
      const user = await server.createUser()
      await connect(user)
      await user.allJobsEnd()
      simulator.controls.expireAccessTokens()
      const before = simulator.controls.tokenCalls().refresh_token
      expect(await user.sync(name)).toMatchObject({ status: 'succeeded' })
      expect(simulator.controls.tokenCalls().refresh_token).toBe(before + 1)
    })
  })
}
