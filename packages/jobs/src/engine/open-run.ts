import type { OpenConnection } from '@tributary/connections'
import { hasAccount, hasScopes, type JobErrorCode, missingScopes } from '@tributary/integration-host'
import { IntegrationError, type Stream } from '@tributary/integration-kit'
import type { ConfigurationValues, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { RateBudget } from '@tributary/provider-client'
import type { JobEnd, JobFailure } from '../job-run-store.ts'
import type { JobRow } from '../tables.ts'
import type { Engine } from './engine.ts'
import { openHttp } from './open-http.ts'
import type { ClaimedRun, Run } from './run.ts'

/** Why a run did not start. Nothing was fetched, and the connection is not notified, since it is the reason. */
export interface RefusedRun {
  readonly refused: JobEnd
}

/** The provider's wait has not passed. The job is deferred, whatever triggered it. */
export interface WaitingRun {
  readonly waits: { readonly seconds: number; readonly error: JobFailure }
}

/** A plugin that the job needs was quarantined after the claim. */
export interface UnavailableRun {
  readonly unavailable: string
}

/** The share of a provider's limit that a back-fill may use; the rest is for syncs of the last days. */
const BACKFILL_SHARE = 0.75

/** Opens the integration of a job, and its connection with the credentials. */
export async function openRun(
  engine: Engine,
  claimed: ClaimedRun,
): Promise<Run | RefusedRun | WaitingRun | UnavailableRun> {
  const { job } = claimed
  const definition = engine.definitionOf(job.integration)
  if (definition === undefined) return { unavailable: `the integration "${job.integration}" is not running` }
  if (job.kind === 'import' || !hasAccount(definition)) {
    return {
      ...claimed,
      definition,
      streams: definition.streams,
      ...(await without(engine, { claimed, definition })),
    }
  }
  const access = engine.connections()
  if (access === undefined) return { unavailable: 'the plugin "connections" is not running' }
  const connection = job.connection_id === null ? undefined : await access.open(job.connection_id)
  if (connection === undefined) return { refused: disconnected(definition) }
  const refused = refusal({ connection, definition })
  if (refused !== undefined) return { refused }
  const waits = waitOf(connection, definition, engine.clock())
  if (waits !== undefined) return { waits }
  const config = await connection.config()
  return openConnected(engine, claimed, { connection, definition, config })
}

/** The outcome of a job whose account was disconnected meanwhile. */
export function disconnected({ displayName }: IntegrationDefinition): JobEnd {
  return {
    status: 'cancelled',
    error: {
      code: 'disconnected',
      message: `The ${displayName} account is no longer connected. Connect it again to sync it.`,
    },
  }
}

interface Connected {
  readonly connection: OpenConnection
  readonly definition: IntegrationDefinition
  readonly config: ConfigurationValues
}

/** The refusal for a connection that is paused or not usable. */
function refusal({
  connection,
  definition,
}: Pick<Connected, 'connection' | 'definition'>): JobEnd | undefined {
  const { displayName } = definition
  if (connection.status === 'disconnected') return disconnected(definition)
  if (connection.status === 'needs_reauth') {
    return failed(
      'auth_expired',
      connection.reason ?? `${displayName} has ended this connection. Connect the account again.`,
    )
  }
  if (connection.status === 'paused') {
    const why = connection.reason ?? 'Resume it first.'
    return failed('paused', `The connection to ${displayName} is paused, so nothing was read. ${why}`)
  }
  return undefined
}

/** Defers the job until the time that the provider named, which the connection stores. */
function waitOf(
  { waitUntil }: OpenConnection,
  { displayName }: IntegrationDefinition,
  now: Date,
): WaitingRun['waits'] | undefined {
  if (waitUntil === null || waitUntil <= now) return undefined
  const message = `${displayName} refuses requests before ${waitUntil.toISOString()}. The job then continues automatically.`
  return {
    seconds: (waitUntil.getTime() - now.getTime()) / 1000,
    error: { code: 'rate_limit', message },
  }
}

function openConnected(engine: Engine, claimed: ClaimedRun, connected: Connected): Run | RefusedRun {
  const { connection, definition, config } = connected
  const { streams: only } = claimed.job
  const enabled = enabledStreams(definition, connection).filter(({ id }) => only?.includes(id) ?? true)
  const missing = missingScopes(enabled, connection.grantedScopes)
  const streams = enabled.filter((stream) => hasScopes(stream, connection.grantedScopes))
  if (streams.length === 0 && missing.length > 0) {
    return {
      refused: failed(
        'permission_denied',
        `${definition.displayName} granted none of the required permissions. Connect the account again and allow: ${missing.join(', ')}.`,
      ),
    }
  }
  const { signal, logger, job } = claimed
  const { authorizer, fetch } = connection
  const { counters } = engine
  // A simulated provider has no limits, and its requests must not count for those of the real one.
  const budget = connection.simulated
    ? undefined
    : budgetOf(engine, { job, definition, signal, connectionId: connection.id })
  const http = openHttp(definition, {
    signal,
    logger,
    context: { config, connection: connection.settings },
    authorizer,
    budget,
    fetch,
    counters,
  })
  return { ...claimed, definition, streams, http, config, connection, settings: connection.settings }
}

/** The streams to read from a connection. A stream of files only must not count as successful. */
function enabledStreams({ streams }: IntegrationDefinition, connection: OpenConnection): readonly Stream[] {
  return streams.filter((stream) => stream.sync !== undefined && connection.isEnabled(stream))
}

/** The streams that the granted scopes allow. */
export function readableStreams(
  definition: IntegrationDefinition,
  connection: OpenConnection,
): readonly Stream[] {
  return enabledStreams(definition, connection).filter((stream) =>
    hasScopes(stream, connection.grantedScopes),
  )
}

async function without(
  engine: Engine,
  { claimed, definition }: { claimed: ClaimedRun; definition: IntegrationDefinition },
): Promise<Pick<Run, 'http' | 'config' | 'settings' | 'connection'>> {
  const { signal, logger, job } = claimed
  const budget = budgetOf(engine, { job, definition, signal, connectionId: undefined })
  const access = engine.connections()
  const config = (await access?.configOf(definition.name)) ?? {}
  const context = { config, connection: {} }
  const { counters } = engine
  const fetch = job.trigger === 'demo' ? refuseRequests : access?.fetch
  const http = openHttp(definition, { signal, logger, context, budget, fetch, counters })
  const whose = { userId: job.user_id, integration: job.integration }
  const settings = job.kind === 'import' ? await access?.settingsOf(whose) : undefined
  return { http, config, settings: settings ?? {}, connection: undefined }
}

/** A file of demo data is read without the network. */
const refuseRequests = async (): Promise<Response> => {
  throw new IntegrationError('upstream', 'Demo data does not use the network.')
}

function budgetOf(
  engine: Engine,
  whose: {
    job: JobRow
    definition: IntegrationDefinition
    connectionId: string | undefined
    signal: AbortSignal
  },
): RateBudget | undefined {
  const { job, definition, ...rest } = whose
  return engine.budgets.openFor(definition, { ...rest, share: job.kind === 'backfill' ? BACKFILL_SHARE : 1 })
}

function failed(code: JobErrorCode, message: string): JobEnd {
  return { status: 'failed', error: { code, message } }
}
