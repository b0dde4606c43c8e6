import type { Integration } from '@tributary/integration-kit'
import type { ProviderSimulator, SimulatorClient } from '@tributary/provider-simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testConnection } from './test-connection.ts'
import { type CredentialsCase, testCredentials } from './test-credentials.ts'
import type { TestFile } from './test-file.ts'
import { testFileImport } from './test-file-import.ts'
import { startTestServer, type TestServer } from './test-server.ts'

/** A valid file, and its number of records. */
export interface GoodFile extends TestFile {
  readonly name: string
  readonly records: number
  /** Rows that the integration rejects. Default 0. */
  readonly rejected?: number
}

/** An invalid file, and the message for the person. */
export interface BadFile extends TestFile {
  readonly name: string
  /** The expected message. */
  readonly message: RegExp
  readonly line?: number
  readonly column?: number
}

/** An integration's description of itself. */
export interface IntegrationCases {
  readonly files?: readonly GoodFile[]
  readonly badFiles?: readonly BadFile[]
  /** For one that connects accounts by OAuth or the code of a device: starts its simulated provider with a client, and two accounts with data. */
  readonly provider?: (client: SimulatorClient) => Promise<ProviderSimulator>
  /** For one whose credentials a person enters: a key, a password. */
  readonly credentials?: CredentialsCase
  /**
   * With `provider`: the settings of its connections, by the fields of the definition's `connection`. Default: empty, so that a form with a
   * required field needs them. With `credentials` they are in the result of `enter`, as `settings`.
   */
  readonly connection?: Readonly<Record<string, unknown>>
}

/**
 * The contract of every integration, run on a real server with a real database. A first read goes back 31 days at most.
 *
 * @example
 * testIntegration(netflix, {
 *   files: [{ name: 'a quick file', content: 'Title,Date\n"A Film","6/19/25"\n', records: 1 }],
 *   badFiles: [{ name: 'no header', content: 'a,b\n', message: /Title,Date/, line: 1 }],
 * })
 */
export function testIntegration(given: Integration, cases: IntegrationCases): void {
  const integration = withShortFirstRead(given)
  const { name, displayName } = integration.definition
  describe(`the integration ${displayName} keeps the contract`, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await startTestServer({ integrations: [integration] })
    })
    afterAll(async () => server.stop())

    test('it describes itself only to a signed-in user', async () => {
      const user = await server.createUser()
      const answer = await user.get(`/api/${name}`)
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ integration: name, displayName, lastJob: null })
      expect((await server.kernel.app.inject(`/api/${name}`)).statusCode).toBe(401)
    })

    test('each of its operations is documented on its own', () => {
      const document = server.kernel.pluginDocument(name)
      const routes = server.kernel.report().plugins.find((plugin) => plugin.name === name)?.routes ?? []
      const documented = Object.entries(document?.paths ?? {}).flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
      )
      expect(documented.toSorted()).toEqual(
        routes.map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`).toSorted(),
      )
    })

    const { files } = integration.definition
    if (files !== undefined) testFileImport(integration, { files, cases, server: () => server })
    const { provider, credentials, connection } = cases
    if (provider !== undefined) testConnection(integration, { provider, connection })
    if (credentials !== undefined) testCredentials(integration, credentials)
  })
}

/** A month shows what a year does; a year of a provider that is asked for each day takes thousands of requests and transactions. */
const MOST_BACKFILL_DAYS = 31

function withShortFirstRead({ contract, definition }: Integration): Integration {
  const { schedule } = definition
  if (schedule?.backfillDays === undefined) return { contract, definition }
  const backfillDays = Math.min(schedule.backfillDays, MOST_BACKFILL_DAYS)
  return { contract, definition: { ...definition, schedule: { ...schedule, backfillDays } } }
}
