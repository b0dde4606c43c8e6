import { silentLogger } from '@tributary/core'
import { IntegrationError, type Page, type Stream, type SyncContext } from '@tributary/integration-kit'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { CredentialsAuth, IntegrationDefinition, JsonValue } from '@tributary/integration-kit/host'
import { type Authorization, createProviderHttp, type RateBudget } from '@tributary/provider-client'
import type { ProviderSimulator } from '@tributary/provider-simulator'

/** How to run a stream's sync without a server. */
export interface SyncRun {
  readonly definition: IntegrationDefinition
  readonly simulator: ProviderSimulator
  /** Of `simulator.controls.grant()`. It is not refreshed. */
  readonly accessToken: string
  /** The prefix of the token in the header `authorization`. Default `Bearer`. */
  readonly scheme?: string
  /** The entered values, if the definition's auth is `credentials` or based on it: the auth authorizes the requests. */
  readonly credentials?: Readonly<Record<string, unknown>>
  /** Default `sync`. */
  readonly kind?: SyncContext['kind']
  readonly window?: DateRange
  readonly cursor?: JsonValue | undefined
  readonly signal?: AbortSignal
  /** The configuration, on top of the defaults of its form. */
  readonly config?: Readonly<Record<string, unknown>> | undefined
  /** The settings of the connection, on top of the defaults of its form. */
  readonly connection?: Readonly<Record<string, unknown>> | undefined
  readonly logger?: SyncContext['logger']
  readonly budget?: RateBudget | undefined
}

/** Runs only a stream's sync against a simulator and collects its pages, including those before an error. */
export async function collectSyncedPages<Row>(
  stream: Stream<Row>,
  run: SyncRun,
  into: Page<Row>[] = [],
): Promise<Page<Row>[]> {
  for await (const page of syncPages(stream, run)) into.push(page)
  return into
}

/** The pages of a stream's sync against a simulator, one by one. */
export async function* syncPages<Row>(stream: Stream<Row>, run: SyncRun): AsyncGenerator<Page<Row>> {
  if (stream.sync === undefined) throw new Error(`stream "${stream.id}" does not sync`)
  const context = await contextOf(run)
  const prepared = (await run.definition.prepare?.(context)) as unknown
  yield* stream.sync({ ...context, prepared })
}

async function contextOf(run: SyncRun): Promise<SyncContext> {
  const { definition, simulator, logger = silentLogger } = run
  const now = () => simulator.controls.clock.now()
  const today = new Date(now()).toISOString().slice(0, 10)
  return {
    cursor: run.cursor,
    prepared: undefined,
    kind: run.kind ?? 'sync',
    config: configOf(run),
    connection: connectionOf(run),
    account: undefined,
    now,
    signal: run.signal ?? new AbortController().signal,
    logger,
    window: run.window ?? { startDate: today, endDate: today },
    http: httpOf(definition, run, await authorizationOf(run)),
  }
}

function httpOf(definition: IntegrationDefinition, run: SyncRun, authorization: Authorization | undefined) {
  const { simulator, logger = silentLogger } = run
  const { api, name } = definition
  if (api === undefined) throw new Error(`integration "${name}" has no api`)
  return createProviderHttp({
    api,
    context: { config: configOf(run), connection: connectionOf(run) },
    authorizer: authorization && {
      authorize: async () => authorization,
      renew: async () => {
        throw new IntegrationError('auth_expired', 'The provider rejected the token.')
      },
    },
    budget: run.budget,
    fetch: async (url, init) => fetch(simulator.locate(url.href), { ...init, redirect: 'manual' }),
    signal: run.signal ?? new AbortController().signal,
    logger,
    now: () => simulator.controls.clock.now(),
  })
}

function configOf({ config, definition }: SyncRun): Readonly<Record<string, unknown>> {
  return { ...defaultsOf(definition.config), ...config }
}

function connectionOf({ connection, definition }: SyncRun): Readonly<Record<string, unknown>> {
  return { ...defaultsOf(definition.connection), ...connection }
}

/** The values of a form without input. */
function defaultsOf(form: IntegrationDefinition['config']): Readonly<Record<string, unknown>> {
  const fields = Object.entries(form?.properties ?? {})
  return Object.fromEntries(
    fields.flatMap(([name, schema]) => ('default' in schema ? [[name, schema.default]] : [])),
  )
}

async function authorizationOf(run: SyncRun): Promise<Authorization> {
  const { credentials, definition } = run
  if (credentials === undefined)
    return { headers: { authorization: `${run.scheme ?? 'Bearer'} ${run.accessToken}` }, version: 1 }
  const auth = definition.auth as CredentialsAuth
  const http = httpOf(definition, run, undefined)
  const signedIn = await auth.signIn?.({
    http,
    credentials,
    config: configOf(run),
    connection: connectionOf(run),
  })
  const { headers = {}, query } = auth.authorize({ credentials, session: signedIn?.values ?? {} })
  return { headers, version: 1, ...(query === undefined ? {} : { query }) }
}
