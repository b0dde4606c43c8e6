import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accounts, accountsPlugin } from '@tributary/accounts'
import { connectionsPlugin } from '@tributary/connections'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import type { ImportJob } from '@tributary/integration-host'
import { integrationPlugin } from '@tributary/integration-host'
import { jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { metricsPlugin } from '@tributary/metrics'
import { notificationsPlugin } from '@tributary/notifications'
import { type DatabaseHealthOptions, databaseHealthCheck, operationsPlugin } from '@tributary/operations'
import { parseAllowList } from '@tributary/provider-client'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { secretsPlugin } from '@tributary/secrets'
import { settingsPlugin } from '@tributary/settings'
import type { Kysely } from 'kysely'
import { BAY_ENVIRONMENT, bay, startBay } from '../connections/bay.ts'
import { PUBLIC_URL } from '../connections/connected-server.ts'
import { PASSWORD, Person } from '../connections/person.ts'
import { brook } from './brook.ts'

/** Longer than figures for health are used, and less than the 30 s within which it has to be true. */
const SECONDS_BETWEEN_OBSERVATIONS = 20
const PATIENCE_MILLISECONDS = 20_000
/** The same for all servers here, since some share a database. */
const MASTER_KEY = randomBytes(32).toString('base64')
const ENDED = new Set(['succeeded', 'partial', 'failed', 'cancelled'])

export interface ObservedOptions {
  /** Default: a database of its own, on the shared server. */
  readonly database?: DatabaseOptions
  readonly worker?: boolean
  readonly concurrency?: number
  readonly more?: readonly Plugin[]
  readonly readEmbedded?: DatabaseHealthOptions['readEmbedded']
}

/** What `/health` answers, as far as it is looked at here. */
export interface Health {
  readonly status: string
  readonly checks: readonly { readonly name: string; readonly status: string; readonly message?: string }[]
}

/** What can be seen of a server from outside. */
export interface Observation {
  /** Empty when the server did not answer. */
  readonly metrics: string
  readonly health?: Health
  readonly isReady: boolean
}

/** A server with all that it takes to connect accounts and sync, whose metrics a test reads. */
export class ObservedServer implements AsyncDisposable {
  readonly kernel: Kernel
  /** The provider of `bay`. */
  readonly bay: ProviderSimulator
  /** What the provider of `brook` answers, and when; 0: nothing. */
  brookStatus: () => number | Promise<number> = () => 200
  #passed = 0
  #closing: (() => Promise<unknown>)[] = []

  private constructor(provider: ProviderSimulator, options: ObservedOptions, place: Place) {
    this.bay = provider
    const monotonicNow = () => performance.now() + this.#passed * 1000
    const { dataDir } = place.database
    this.kernel = createKernel({
      plugins: [
        databasePlugin(place.database),
        accountsPlugin({ publicUrl: PUBLIC_URL }),
        secretsPlugin({ dataDir, masterKey: MASTER_KEY }),
        settingsPlugin({ environment: BAY_ENVIRONMENT }),
        notificationsPlugin(),
        connectionsPlugin({
          publicUrl: PUBLIC_URL,
          endpoints: provider.endpoints,
          egressAllow: parseAllowList('127.0.0.1'),
          monotonicNow,
        }),
        jobsPlugin({ worker: options.worker ?? false, concurrency: options.concurrency ?? 2, monotonicNow }),
        metricsPlugin(),
        libraryPlugin(),
        operationsPlugin({ publicMetrics: true, health: { cacheFor: 0 } }),
        databaseHealthCheck({
          dataDir,
          now: monotonicNow,
          ...(options.readEmbedded === undefined ? {} : { readEmbedded: options.readEmbedded }),
        }),
        integrationPlugin(bay),
        integrationPlugin(brook(place.brookUrl)),
        ...(options.more ?? []),
      ],
    })
  }

  static async start(options: ObservedOptions = {}): Promise<ObservedServer> {
    const provider = await startBay()
    const closing: (() => Promise<unknown>)[] = [() => provider.stop()]
    const prepared = options.database === undefined ? await prepareTestDatabase() : undefined
    if (prepared !== undefined) closing.push(() => prepared.remove())
    let status: ObservedServer['brookStatus'] = () => 200
    const answer = async (response: ServerResponse) => {
      const code = await status()
      if (code === 0) response.destroy()
      else response.writeHead(code, { 'content-type': 'application/json' }).end('{}')
    }
    const other = createServer((_request, response) => void answer(response)).listen(0, '127.0.0.1')
    await once(other, 'listening')
    closing.push(async () => other.close())
    const place: Place = {
      database: options.database ?? (prepared?.options as DatabaseOptions),
      brookUrl: `http://127.0.0.1:${(other.address() as AddressInfo).port}`,
    }
    const server = new ObservedServer(provider, options, place)
    status = () => server.brookStatus()
    closing.push(() => server.kernel.stop())
    server.#closing = closing
    await server.kernel.boot()
    return server
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- tables of every plugin
  get db(): Kysely<any> {
    // oxlint-disable-next-line typescript/no-explicit-any -- tables of every plugin
    return this.kernel.getService(database).tables<any>()
  }

  /** Lets time pass for what the process measures. */
  pass(seconds: number): void {
    this.#passed += seconds
  }

  /** What Prometheus and an operator read, some seconds after they did the last time. */
  async observe(): Promise<Observation> {
    this.pass(SECONDS_BETWEEN_OBSERVATIONS)
    const health = await this.kernel.app.inject('/health')
    const ready = await this.kernel.app.inject('/health/ready')
    const metrics = await this.kernel.app.inject('/metrics')
    if (metrics.statusCode !== 200) throw new Error(`/metrics: ${metrics.statusCode} ${metrics.body}`)
    const isReady = ready.statusCode === 200
    return { metrics: metrics.body, health: JSON.parse(health.body) as Health, isReady }
  }

  /** A user who is signed in, connected with `bay` where that is asked for. */
  async person({ connected = false } = {}): Promise<Person> {
    const email = `${randomBytes(4).toString('hex')}@example.org`
    await this.kernel.getService(accounts).createUser({ email, password: PASSWORD, role: 'user' })
    const person = await new Person(this, email).signIn()
    if (connected) await person.comeBack(await this.bay.authorize(await person.begin('bay')))
    return person
  }

  /** Runs a sync to its end. */
  async sync(person: Person, integration: string): Promise<ImportJob> {
    const { status, body } = await person.post(`/api/${integration}/sync`)
    if (status !== 202) throw new Error(`no sync: ${status} ${JSON.stringify(body)}`)
    return this.jobEnd(person, (body as ImportJob).id)
  }

  async jobEnd(person: Person, id: string): Promise<ImportJob> {
    const until = performance.now() + PATIENCE_MILLISECONDS
    for (;;) {
      const job = (await person.get(`/api/jobs/${id}`)).body as ImportJob
      if (ENDED.has(job.status)) return job
      if (performance.now() > until) throw new Error(`the job does not end: ${JSON.stringify(job)}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closing.splice(0).toReversed()) await close()
  }
}

interface Place {
  readonly database: DatabaseOptions
  readonly brookUrl: string
}
