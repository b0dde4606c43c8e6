import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accounts, accountsPlugin } from '@tributary/accounts'
import { analyticsPlugin } from '@tributary/analytics'
import { changesPlugin } from '@tributary/changes'
import { connectionsPlugin } from '@tributary/connections'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { exportsPlugin } from '@tributary/exports'
import { integrationPlugin, integrationsPlugin } from '@tributary/integration-host'
import type { Integration } from '@tributary/integration-kit'
import { importsPlugin, type JobsOptions, jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { metricsPlugin } from '@tributary/metrics'
import { notificationsPlugin } from '@tributary/notifications'
import { parseAllowList } from '@tributary/provider-client'
import type { SimulatorClock } from '@tributary/provider-simulator'
import { secretsPlugin } from '@tributary/secrets'
import { pluginsPlugin, settingsPlugin } from '@tributary/settings'
import { signInPlugin } from '@tributary/sign-in'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import { endWaits } from './end-waits.ts'
import { TestUser } from './test-user.ts'

export interface TestServerOptions {
  /** The integrations under test. */
  readonly integrations?: readonly Integration[]
  /** Further plugins, after the platform's own. */
  readonly plugins?: readonly Plugin[]
  readonly logger?: FastifyBaseLogger
  /** Real base URL → its replacement: `simulator.endpoints`. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** Addresses of this machine allowed for outgoing requests, as in `EGRESS_ALLOW`: `127.0.0.1:4010`. */
  readonly egressAllow?: string
  /** A simulator's clock for the limits of providers, so that waiting takes no time: `simulator.controls.rateClock`. */
  readonly rateClock?: SimulatorClock
  /** Milliseconds since 1970, for sign-ins through services. Default `Date.now`. */
  readonly now?: () => number
  /** The environment of settings: `{ SPOTIFY_CLIENT_ID: … }`. */
  readonly environment?: Readonly<Record<string, string>>
}

/** All requests of a test come from one address. */
const UNLIMITED = { max: 1_000_000, within: 60_000 }

/** The public URL of a test server, the base of redirect URIs. Nothing listens there. */
export const TEST_PUBLIC_URL = 'http://127.0.0.1:3000'

/** The password of each user of a test server. */
export const TEST_PASSWORD = 'a long enough password'

/** The redirect URI of an integration, to be registered with a simulator. */
export function testRedirectUri(integration: string): string {
  return `${TEST_PUBLIC_URL}/api/${integration}/callback`
}

/** A real server for a test: the kernel, all of the platform's plugins and the given ones. Nothing is simulated. */
export interface TestServer {
  readonly kernel: Kernel
  /** For further processes on the same database. */
  readonly databaseOptions: DatabaseOptions
  /** Where its master key is. */
  readonly dataDir: string
  /** Creates a user with an API key; returns a client for the user. */
  createUser(options?: { role?: 'admin' | 'user'; scopes?: readonly string[] }): Promise<TestUser>
  /** Its tables, for rows that its API would take too long to write. */
  tables(): Kysely<object>
  /** Makes everything due that waits for a time: jobs after a rate limit or a failed attempt, and waits requested by providers. */
  endWaits(): Promise<void>
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Boots a server on an empty database. Throws if one of the plugins is quarantined.
 *
 * @example
 * await using server = await startTestServer({ integrations: [netflix] })
 * const user = await server.createUser()
 * const job = await user.importFile('netflix', { content: 'Title,Date\n' })
 */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const place = await prepareTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-test-'))
  const outgoing = { endpoints: options.endpoints, egressAllow: parseAllowList(options.egressAllow ?? '') }
  const integrations = (options.integrations ?? []).map((integration) => integrationPlugin(integration))
  const kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: TEST_PUBLIC_URL }),
      secretsPlugin({ dataDir }),
      settingsPlugin({ environment: options.environment, ...outgoing }),
      pluginsPlugin(outgoing),
      notificationsPlugin(),
      signInPlugin({ publicUrl: TEST_PUBLIC_URL, now: options.now, limit: UNLIMITED }),
      changesPlugin(),
      connectionsPlugin({ publicUrl: TEST_PUBLIC_URL, ...outgoing }),
      jobsPlugin({ rateBudgets: rateBudgetsOn(options.rateClock) }),
      exportsPlugin({ lookMilliseconds: 100, beatMilliseconds: 100 }),
      metricsPlugin(),
      libraryPlugin(),
      analyticsPlugin({ lookMilliseconds: 100 }),
      integrationsPlugin(integrations),
      importsPlugin(),
      ...(options.plugins ?? []),
      ...integrations,
    ],
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  })
  const stop = async () => {
    await kernel.stop()
    await place.remove()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const report = await kernel.boot()
    const failed = report.plugins.find((plugin) => plugin.state !== 'ready')
    if (failed !== undefined)
      throw new Error(`plugin "${failed.name}" is ${failed.state}: ${failed.reason ?? ''}`)
  } catch (error) {
    await stop()
    throw error
  }
  let users = 0
  return {
    kernel,
    databaseOptions: place.options,
    dataDir,
    async createUser({ role = 'user', scopes = ['*'] } = {}) {
      const service = kernel.getService(accounts)
      const email = `user-${++users}@example.org`
      const { id } = await service.createUser({ email, password: TEST_PASSWORD, role })
      const { key } = await service.createKey({ userId: id, name: 'test', scopes })
      return new TestUser(kernel, { id, email, key })
    },
    tables: () => kernel.getService(database).tables<object>(),
    endWaits: () => endWaits(kernel.getService(database)),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function rateBudgetsOn(clock: SimulatorClock | undefined): JobsOptions['rateBudgets'] {
  if (clock === undefined) return undefined
  return {
    now: () => clock.now(),
    time: () => clock.now() / 1000,
    wait: async (milliseconds) => clock.advance(milliseconds / 1000),
    patienceSeconds: Number.POSITIVE_INFINITY,
  }
}
