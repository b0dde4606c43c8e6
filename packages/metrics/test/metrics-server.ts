import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type Database, type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { integrationPlugin, type JobKind } from '@tributary/integration-host'
import type { DailyMetricRecord, Integration, MeasurementRecord } from '@tributary/integration-kit'
import type { WithdrawnValue } from '@tributary/integration-kit/daily'
import type { DateRange } from '@tributary/integration-kit/dates'
import { type Gap, jobsPlugin, type WriteCounts } from '@tributary/jobs'
import { metricsPlugin } from '../src/index.ts'
import { dailyMetricSink, measurementSink } from '../src/record-sinks.ts'
import type { MetricsTables } from '../src/tables.ts'
import { bracelet } from './bracelet.ts'

/** A server with metrics, an integration that delivers some, and two users. */
export interface MetricsServer {
  readonly kernel: Kernel
  readonly database: Database
  readonly ada: Person
  readonly bob: Person
  stop(): Promise<void>
}

export type Reply = Awaited<ReturnType<Kernel['app']['inject']>>

/** One user with an API key. */
export interface Person {
  readonly id: string
  get(path: string): Promise<Reply>
  put(path: string, body: object): Promise<Reply>
  patch(path: string, body: object): Promise<Reply>
  post(path: string, body?: object): Promise<Reply>
  delete(path: string): Promise<Reply>
  deleteUser(id: string): Promise<void>
  /** Writes daily values as the engine does, in one transaction. */
  deliver(records: readonly DailyMetricRecord[], page?: DeliveredPage): Promise<WriteCounts>
  measure(
    records: readonly MeasurementRecord[],
    integration?: string,
    connectionId?: string | null,
  ): Promise<WriteCounts>
  /** Reports that a stream could not be read. */
  fail(
    window: DateRange,
    failure?: { code?: string; message?: string; stream?: string; kind?: JobKind },
  ): Promise<void>
  /** Reports that a back-fill has read a stream completely. */
  end(window: DateRange, stream?: string): Promise<void>
  /** The gaps of some streams, newest first. */
  gaps(range: DateRange, streams?: readonly string[]): Promise<readonly Gap[]>
}

export interface DeliveredPage {
  readonly covers?: DateRange
  readonly withdrawn?: readonly WithdrawnValue[]
  readonly integration?: string
  readonly connectionId?: string | null
  /** The stream of the bracelet; its first by default. */
  readonly stream?: string
}

export async function startMetrics(
  options: {
    readonly integrations?: readonly Integration[]
    /** Others that the integrations need. */
    readonly plugins?: readonly Plugin[]
    readonly worker?: boolean
    /** Overrides the options of its database. */
    readonly databaseOptions?: (options: DatabaseOptions) => DatabaseOptions
  } = {},
): Promise<MetricsServer> {
  const {
    integrations = [bracelet],
    plugins = [],
    worker = false,
    databaseOptions = (same) => same,
  } = options
  const place = await prepareTestDatabase()
  const kernel = createKernel({
    plugins: [
      databasePlugin(databaseOptions(place.options)),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      jobsPlugin({ worker }),
      metricsPlugin(),
      ...plugins,
      ...integrations.map((integration) => integrationPlugin(integration)),
    ],
  })
  await kernel.boot()
  const handle = kernel.getService(database)
  return {
    kernel,
    database: handle,
    ada: await personOf(kernel, handle, 'ada@example.org'),
    bob: await personOf(kernel, handle, 'bob@example.org'),
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

/** The run that delivers everything. */
export const JOB_ID = '00000000-0000-4000-8000-000000000001'

async function personOf(kernel: Kernel, handle: Database, email: string): Promise<Person> {
  const service = kernel.getService(accounts)
  const { id } = await service.createUser({ email, password: 'correct horse battery', role: 'admin' })
  const { key } = await service.createKey({ userId: id, name: 'test', scopes: ['*'] })
  const send = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
    kernel.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${key}` },
      ...(payload === undefined ? {} : { payload }),
    })
  const streamOf = (stream?: string) => {
    const { streams } = bracelet.definition
    const found = stream === undefined ? streams[0] : streams.find((each) => each.id === stream)
    if (found === undefined) throw new Error(`the bracelet has no stream ${stream}`)
    return found
  }
  return {
    id,
    get: (path) => send('GET', path),
    put: (path, body) => send('PUT', path, body),
    patch: (path, body) => send('PATCH', path, body),
    post: (path, body) => send('POST', path, body),
    delete: (path) => send('DELETE', path),
    deleteUser: (other) => deleteUser(kernel, other, email),
    deliver: (records, { covers, withdrawn, integration = 'bracelet', stream, connectionId = null } = {}) => {
      const write = dailyMetricSink.prepare({
        userId: id,
        integration,
        connectionId,
        jobId: JOB_ID,
        records,
        stream: streamOf(stream),
        covers,
        withdrawn,
      })
      return handle.transaction<MetricsTables, WriteCounts>(write)
    },
    measure: (records, integration = 'bracelet', connectionId = null) => {
      const write = measurementSink.prepare({
        userId: id,
        integration,
        connectionId,
        jobId: JOB_ID,
        records,
        stream: streamOf('heart-rate'),
      })
      return handle.transaction<MetricsTables, WriteCounts>(write)
    },
    fail: (
      window,
      { code = 'upstream', message = 'It did not answer.', stream, kind = 'sync' as const } = {},
    ) =>
      handle.transaction<MetricsTables, void>(async (trx) =>
        dailyMetricSink.recordFailure?.(trx, {
          userId: id,
          integration: 'bracelet',
          connectionId: null,
          stream: streamOf(stream),
          window,
          kind,
          code,
          message,
        }),
      ),
    end: (window, stream) =>
      handle.transaction<MetricsTables, void>(async (trx) =>
        dailyMetricSink.recordUndelivered?.(trx, {
          userId: id,
          integration: 'bracelet',
          connectionId: null,
          stream: streamOf(stream),
          window,
          kind: 'backfill',
        }),
      ),
    gaps: (range, streams = ['daily-activity']) =>
      handle.transaction<MetricsTables, readonly Gap[]>(
        async (trx) =>
          (await dailyMetricSink.listGaps?.(trx, {
            userId: id,
            integration: 'bracelet',
            connectionId: null,
            streams,
            range,
          })) ?? [],
      ),
  }
}

/** Uses an administrator's session, since API keys may not delete users. */
async function deleteUser(kernel: Kernel, id: string, as: string): Promise<void> {
  const payload = { email: as, password: 'correct horse battery' }
  const signedIn = await kernel.app.inject({ method: 'POST', url: '/api/accounts/sign-in/email', payload })
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]))
  const { statusCode } = await kernel.app.inject({
    method: 'DELETE',
    url: `/api/admin/accounts/users/${id}`,
    cookies,
  })
  if (statusCode !== 204) throw new Error(`deleting the user answered ${statusCode}`)
}
