import type { Principal } from '@tributary/core'
import type { MetricField } from '@tributary/integration-kit'
import type { FileImport, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Static } from 'typebox'
import { authStrategyOf, type BoundStrategy } from '../auth/auth-strategies.ts'
import type { Connection, Readiness } from '../connection-service.ts'
import { notesOf } from '../notes-of.ts'
import { formsOf } from './forms-of.ts'
import type { Integration } from './integration-schema.ts'
import { snakeCase } from './snake-case.ts'

type Described = Static<typeof Integration>
type Metric = Described['metrics'][number]
type Stream = IntegrationDefinition['streams'][number]

/** What is known of an integration at the time of a request. */
export interface IntegrationStanding {
  readonly state: Described['state']
  readonly stateReason: string | undefined
  readonly readiness: Readiness
  /** The required settings without a valid value; null where that cannot be known. */
  readonly missingSettings: readonly string[] | null
  /** Of the person. */
  readonly connections: readonly Connection[]
  readonly lastJob: Described['lastJob'] | undefined
}

/** The kinds of stream whose fields are metrics. */
const METRIC_KINDS = ['daily_metric', 'measurement'] as const

/** The default of schedules that do not say. */
const SYNC_EVERY_MINUTES = 60

/** An integration as the API shows it to a person. */
export function describeIntegration(
  definition: IntegrationDefinition,
  standing: IntegrationStanding,
  { roles }: Pick<Principal, 'roles'>,
): Described {
  const { name, displayName, version, description, homepage, streams, files, facts } = definition
  const { state, stateReason, readiness, missingSettings, connections, lastJob } = standing
  const isAdmin = roles.includes('admin')
  const strategy = authStrategyOf(definition)
  return {
    integration: name,
    displayName,
    version,
    description,
    homepage: homepage ?? null,
    state,
    stateReason: isAdmin ? (stateReason ?? null) : null,
    auth: snakeCase(strategy.kind) as Described['auth'],
    form: describeForm(strategy.form()),
    connectionForm: definition.connection ?? null,
    forms: formsOf(definition),
    ...readiness,
    missingSettings: isAdmin && missingSettings !== null ? [...missingSettings] : null,
    streams: streams.map(describeStream),
    metrics: metricsOf(definition),
    eventTypes: streams.flatMap(eventTypesOf),
    files: files === undefined ? null : describeFiles(files),
    facts: factsOf(definition),
    notes: notesOf(definition),
    terms: (facts?.terms ?? []).map(({ source: citation, ...term }) => ({ ...term, citation })),
    ...summaryOf(connections, readiness.obstacle),
    connections: [...connections],
    lastJob: lastJob ?? null,
  }
}

/** RFC 3339 in UTC sorts as the times do. */
function summaryOf(connections: readonly Connection[], obstacle: string | null) {
  const live = connections.filter(({ status }) => status !== 'disconnected')
  const nextSyncAt = live.flatMap((connection) => connection.nextSyncAt ?? []).toSorted()[0] ?? null
  const syncs = connections.flatMap(({ lastSyncAt }) => lastSyncAt ?? []).toSorted()
  return {
    connected: live.length > 0,
    enabled: nextSyncAt !== null && obstacle === null,
    lastSyncAt: syncs.at(-1) ?? null,
    nextSyncAt: obstacle === null ? nextSyncAt : null,
    lastError: live.find(({ lastError }) => lastError !== null)?.lastError ?? null,
  }
}

function describeStream({ id, kind, displayName, scopes, offByDefault }: Stream) {
  return {
    id,
    kind: snakeCase(kind),
    displayName,
    scopes: [...(scopes ?? [])].flat(),
    offByDefault: offByDefault ?? null,
  }
}

function eventTypesOf({ id, types = {} }: Stream) {
  return Object.entries(types).map(([type, { label }]) => ({ type, label, streamId: id }))
}

function factsOf({ facts = {}, schedule = {}, streams }: IntegrationDefinition): Described['facts'] {
  const { historyLimitDays, sunset, closedToNewClients, userCap } = facts
  const syncs = streams.some(({ sync }) => sync !== undefined)
  return {
    historyLimitDays: historyLimitDays ?? null,
    sunsetDate: sunset?.date ?? null,
    successor: sunset?.successor ?? null,
    successorIntegration: sunset?.successorIntegration ?? null,
    closedToNewClients: closedToNewClients ?? null,
    userCap: userCap ?? null,
    backfillDays: schedule.backfillDays ?? 0,
    syncEveryMinutes: syncs ? (schedule.everyMinutes ?? SYNC_EVERY_MINUTES) : null,
  }
}

function describeForm(form: ReturnType<BoundStrategy['form']>) {
  return form === undefined ? null : { schema: form.fields, howTo: [...form.howTo] }
}

function describeFiles({ accept, maxBytes, howTo, options }: FileImport) {
  return { accept: [...accept], maxBytes, howTo: [...howTo], options: options ?? {} }
}

function metricsOf({ name, streams, unavailable = {} }: IntegrationDefinition): Metric[] {
  const view = (id: string, { label, unit, type }: MetricField) => ({
    metric: `${name}.${id}`,
    label,
    unit: unit ?? null,
    type,
  })
  const available = streams.flatMap((stream): Metric[] => {
    const kind = METRIC_KINDS.find((each) => each === snakeCase(stream.kind))
    if (kind === undefined) return []
    return Object.entries(stream.fields ?? {}).map(([id, field]) => ({
      ...view(id, field),
      kind,
      unavailable: null,
    }))
  })
  const missing = Object.entries(unavailable).map(
    ([id, field]): Metric => ({ ...view(id, field), kind: 'daily_metric', unavailable: field.reason }),
  )
  return [...available, ...missing]
}
