import { database } from '@tributary/database'
import type { Integration } from '@tributary/integration-kit'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environmentOf } from './environment-of.ts'
import type { Access } from './streams/stream-bench.ts'
import { connectionsOf, testAccount } from './test-account.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { type StreamsCase, testStreams } from './test-streams.ts'
import type { TestUser } from './test-user.ts'

/** How to connect accounts with entered credentials. */
export interface CredentialsCase {
  /** Starts the simulated provider, with at least two accounts and data in each. */
  readonly provider: () => Promise<ProviderSimulator>
  /** The body of `POST /api/<name>/connect` for a key from `controls.grant`. */
  readonly enter: (key: string) => object
  /** What an administrator has entered, by the fields of the definition's `config`; each needs a variable (`env`). Default: nothing. */
  readonly config?: Readonly<Record<string, string>>
}

const SECRETS_TABLE = 'secrets'

/** The part of the contract for accounts with entered credentials. */
export function testCredentials(
  integration: Integration,
  { provider, enter, config = {} }: CredentialsCase,
): void {
  const { name } = integration.definition
  testStreams({ definition: integration.definition, start: provider, access: accessBy(enter, config) })
  describe('with credentials that a person enters', () => {
    let simulator: ProviderSimulator
    let server: TestServer
    beforeAll(async () => {
      simulator = await provider()
      simulator.controls.clock.freeze()
      server = await startTestServer({
        integrations: [integration],
        endpoints: simulator.endpoints,
        rateClock: simulator.controls.rateClock,
        environment: environmentOf(integration, config),
      })
    })
    afterAll(async () => {
      await server.stop()
      await simulator.stop()
    })

    const connect = async (user: TestUser, account?: string): Promise<void> => {
      const { accessToken } = simulator.controls.grant(account === undefined ? {} : { account })
      const answer = await user.post(`/api/${name}/connect`, enter(accessToken))
      // 201 makes a connection, 200 renews one.
      expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status)
    }
    testAccount({ name, server: () => server, simulator: () => simulator, connect })

    const countSecrets = async () => {
      // oxlint-disable-next-line typescript/no-explicit-any -- a table of another plugin
      const db = server.kernel.getService(database).tables<any>()
      return (await db.selectFrom(SECRETS_TABLE).select('owner').where('owner', '=', 'connections').execute())
        .length
    }

    test('wrong credentials are refused, and nothing of them is stored', async () => {
      const user = await server.createUser()
      const before = await countSecrets()
      expect(await user.post(`/api/${name}/connect`, enter('a-wrong-key'))).toMatchObject({
        status: 400,
        body: { code: 'CONNECTIONS_KEY_REFUSED' },
      })
      expect(await connectionsOf(user, name)).toEqual([])
      expect(await countSecrets()).toBe(before)
    })
  })
}

/** The input of a run without a server, in place of the body of `POST /api/<name>/connect`. */
function accessBy(
  enter: CredentialsCase['enter'],
  config: NonNullable<CredentialsCase['config']>,
): StreamsCase['access'] {
  return ({ controls }, account) => {
    const { accessToken } = controls.grant(account === undefined ? {} : { account })
    const { settings, ...credentials } = enter(accessToken) as { readonly settings?: Access['connection'] }
    return { accessToken, credentials, config, ...(settings === undefined ? {} : { connection: settings }) }
  }
}
