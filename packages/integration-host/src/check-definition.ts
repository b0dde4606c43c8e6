import { hasAccount, type IntegrationDefinition, type SyncSchedule } from '@tributary/integration-kit/host'
import { authStrategyOf } from './auth/auth-strategies.ts'
import { listFields } from './config/list-fields.ts'
import { requireHttps } from './require-https.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
/** As in `fitbit.restingHeartRate`. */
const FIELD_NAME = /^[a-z][A-Za-z0-9]*$/

/** Throws a `TypeError` that says what to change when a definition cannot work. */
export function checkDefinition(definition: IntegrationDefinition): void {
  const { name, streams, api, config, schedule } = definition
  if (!NAME.test(name))
    throw new TypeError(`integration name "${name}" must be lower-case kebab, like "last-fm"`)
  const label = `integration "${name}"`
  if (streams.length === 0) throw new TypeError(`${label} declares no streams`)
  const strategy = authStrategyOf(definition)
  const seen = new Set<string>()
  for (const stream of streams) {
    if (seen.has(stream.id)) throw new TypeError(`${label} declares two streams "${stream.id}"`)
    seen.add(stream.id)
    checkStream(definition, stream)
  }
  checkFieldNames(definition)
  checkSchedule(label, schedule)
  if (config !== undefined) listFields(config)
  checkConnectionFields(definition)
  if (typeof api?.baseUrl === 'string') requireHttps(`${label}, api.baseUrl,`, api.baseUrl)
  strategy.check()
}

function checkStream(
  definition: IntegrationDefinition,
  stream: IntegrationDefinition['streams'][number],
): void {
  const { name, api, files } = definition
  const label = `stream "${stream.id}" of integration "${name}"`
  if (!NAME.test(stream.id)) throw new TypeError(`${label} must be lower-case kebab, like "recently-played"`)
  if (stream.sync === undefined && stream.importFile === undefined)
    throw new TypeError(`${label} has neither sync nor importFile: it could never deliver`)
  if (stream.sync === undefined && files === undefined)
    throw new TypeError(`${label} has no sync, and the integration imports no files: add "files" to it`)
  if (hasAccount(definition) && stream.sync !== undefined && api === undefined)
    throw new TypeError(`${label} syncs, but the integration has no "api": say where the provider's API is`)
}

/** Settings of a connection are stored and shown as they are. */
function checkConnectionFields({ name, connection }: IntegrationDefinition): void {
  if (connection === undefined) return
  const fields = listFields(connection)
  const secret = fields.find(({ field }) => field.kind === 'secret')
  if (secret !== undefined)
    throw new TypeError(
      `integration "${name}" declares the secret "${secret.key}" in "connection": ask for it in the fields of "credentials", which seals them`,
    )
  const fixed = fields.find(
    ({ field, ...rest }) =>
      field.changeable === true && (field.kind === 'url' || field.required || 'default' in rest),
  )
  if (fixed !== undefined)
    throw new TypeError(
      `integration "${name}" declares "${fixed.key}" in "connection" as changeable: give it "required: false", no default, and another kind than url`,
    )
}

/** A metric is `<integration>.<field>`: two streams that deliver one would overwrite each other. */
function checkFieldNames({ name, streams }: IntegrationDefinition): void {
  const owners = new Map<string, string>()
  for (const { id, fields = {} } of streams) {
    for (const field of Object.keys(fields)) {
      if (!FIELD_NAME.test(field))
        throw new TypeError(
          `field "${field}" of stream "${id}" of integration "${name}" must be in camelCase, like "restingHeartRate"`,
        )
      const other = owners.get(field)
      if (other !== undefined)
        throw new TypeError(
          `integration "${name}" declares the field "${field}" in the streams "${other}" and "${id}": leave it in one`,
        )
      owners.set(field, id)
    }
  }
}

const SCHEDULE_LIMITS = {
  everyMinutes: { from: 1, to: 7 * 24 * 60 },
  windowDays: { from: 1, to: 3_653 },
  backfillDays: { from: 0, to: 36_525 },
} as const

function checkSchedule(label: string, schedule: SyncSchedule = {}): void {
  for (const [name, { from, to }] of Object.entries(SCHEDULE_LIMITS)) {
    const value = schedule[name as keyof SyncSchedule]
    if (value !== undefined && !(Number.isInteger(value) && value >= from && value <= to))
      throw new TypeError(
        `${label} has schedule.${name} = ${value}: use a whole number from ${from} to ${to}`,
      )
  }
}
