import type { Stream } from '@tributary/integration-kit'
import { type IntegrationDefinition, METRIC_TYPES } from '@tributary/integration-kit/host'
import { hasAccount } from '../auth/auth-strategies.ts'
import { NAME } from './name.ts'

/** As in `fitbit.restingHeartRate`. */
const FIELD_NAME = /^[a-z][A-Za-z0-9]*$/
const METRIC = /^[a-z][a-z0-9-]*\.[a-z][A-Za-z0-9]*$/

/** What is wrong with the streams of a definition. */
export function* streamMistakes(definition: IntegrationDefinition): Generator<string> {
  const { name, streams, provides } = definition
  if (streams.length === 0 && Object.keys(provides ?? {}).length === 0)
    yield `integration "${name}" declares neither streams nor "provides": add what it delivers or offers`
  const seen = new Set<string>()
  for (const stream of streams) {
    if (seen.has(stream.id)) yield `integration "${name}" declares two streams "${stream.id}"`
    else yield* mistakesOf(definition, stream)
    seen.add(stream.id)
  }
  yield* fieldMistakes(definition)
}

function* mistakesOf(definition: IntegrationDefinition, stream: Stream): Generator<string> {
  const { name, api, files } = definition
  const { id, sync, importFile } = stream
  const label = `stream "${id}" of integration "${name}"`
  if (!NAME.test(id)) yield `${label} must be lower-case kebab, like "recently-played"`
  for (const [member, read] of Object.entries({ sync, importFile }))
    if (read !== undefined && typeof read !== 'function')
      yield `${label} has a ${member} that is not a function: write "async *${member}(context) { … }"`
  if (sync === undefined && importFile === undefined)
    yield `${label} has neither sync nor importFile: it could never deliver`
  else if (sync === undefined && files === undefined)
    yield `${label} has no sync, and the integration imports no files: add "files" to it`
  if (hasAccount(definition) && sync !== undefined && api === undefined)
    yield `${label} syncs, but the integration has no "api": add the address of the provider's API`
}

/** A metric is `<integration>.<field>`: two streams that deliver one would overwrite each other. */
function* fieldMistakes({ name, streams }: IntegrationDefinition): Generator<string> {
  const owners = new Map<string, string>()
  for (const { id, kind, types = {}, fields = {} } of streams) {
    for (const type of Object.keys(types))
      if (!NAME.test(type))
        yield `type "${type}" of stream "${id}" of integration "${name}" must be lower-case kebab, like "check-in"`
    for (const [field, { type, continues }] of Object.entries(fields)) {
      const label = `field "${field}" of stream "${id}" of integration "${name}"`
      if (!FIELD_NAME.test(field)) yield `${label} must be in camelCase, like "restingHeartRate"`
      if (!METRIC_TYPES.includes(type))
        yield `${label} has the unknown type "${type}": use ${METRIC_TYPES.join(', ')}`
      if (
        continues !== undefined &&
        (kind !== 'dailyMetric' || !METRIC.test(continues) || continues.startsWith(`${name}.`))
      )
        yield `${label} continues "${continues}": use the daily metric of another integration, like "google-fit.steps", in a stream of daily metrics`
      // Of an event, a value is nothing but a part of it.
      if (kind === 'event') continue
      const other = owners.get(field)
      if (other !== undefined && other !== id)
        yield `integration "${name}" declares the field "${field}" in the streams "${other}" and "${id}": leave it in one`
      owners.set(field, id)
    }
  }
}
