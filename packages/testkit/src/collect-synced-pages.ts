import { silentLogger } from '@tributary/core'
import { IntegrationError, type Page, type Stream, type SyncContext } from '@tributary/integration-kit'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { IntegrationDefinition, JsonValue } from '@tributary/integration-kit/host'
import { type Authorization, createProviderHttp } from '@tributary/provider-client'
import type { ProviderSimulator } from './simulator/index.ts'

/** How a stream's sync is run without a server. */
export interface SyncRun {
  readonly definition: IntegrationDefinition
  readonly simulator: ProviderSimulator
  /** Of `simulator.controls.grant()`. It is not refreshed. */
  readonly accessToken: string
  /** What precedes it in the header `authorization`. Default `Bearer`. */
  readonly scheme?: string
  /** Default `sync`. */
  readonly kind?: SyncContext['kind']
  readonly window?: DateRange
  readonly cursor?: JsonValue | undefined
  readonly signal?: AbortSignal
  /** The settings of the connection. */
  readonly connection?: Readonly<Record<string, unknown>>
  readonly logger?: SyncContext['logger']
}

/** Runs a stream's sync alone against a simulator and gathers its pages, those before an error too. */
export async function collectSyncedPages<Row>(
  stream: Stream<Row>,
  run: SyncRun,
  into: Page<Row>[] = [],
): Promise<Page<Row>[]> {
  if (stream.sync === undefined) throw new Error(`stream "${stream.id}" does not sync`)
  const context = contextOf(run)
  const prepared = (await run.definition.prepare?.(context)) as unknown
  for await (const page of stream.sync({ ...context, prepared })) into.push(page)
  return into
}

function contextOf(run: SyncRun): SyncContext {
  const { definition, simulator, logger = silentLogger } = run
  const signal = run.signal ?? new AbortController().signal
  const now = () => simulator.controls.clock.now()
  if (definition.api === undefined) throw new Error(`integration "${definition.name}" has no api`)
  const authorization: Authorization = {
    headers: { authorization: `${run.scheme ?? 'Bearer'} ${run.accessToken}` },
    version: 1,
  }
  const today = new Date(now()).toISOString().slice(0, 10)
  return {
    cursor: run.cursor,
    prepared: undefined,
    kind: run.kind ?? 'sync',
    config: {},
    connection: run.connection ?? {},
    account: undefined,
    now,
    signal,
    logger,
    window: run.window ?? { startDate: today, endDate: today },
    http: createProviderHttp({
      api: definition.api,
      context: { config: {}, connection: run.connection ?? {} },
      authorizer: {
        authorize: async () => authorization,
        renew: async () => {
          throw new IntegrationError('auth_expired', 'The token is not taken any more.')
        },
      },
      budget: undefined,
      fetch: async (url, init) => fetch(simulator.locate(url.href), { ...init, redirect: 'manual' }),
      signal,
      logger,
      now,
    }),
  }
}
