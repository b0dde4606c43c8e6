import { type IntegrationDefinition, isEnricher, MEDIA_TYPES } from '@tributary/integration-kit/host'
import { KNOWN_MEMBERS } from './known-members.ts'
import { unknownMembers } from './unknown-members.ts'

const MAX_BATCH = 500
const isCount = (value: unknown, most = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most

/** What is wrong with the enricher of a definition. */
export function* enricherMistakes({ name, provides, api }: IntegrationDefinition): Generator<string> {
  const label = `integration "${name}", provides.enricher,`
  const declared = provides?.enricher
  if (declared === undefined) return
  if (!isEnricher(declared)) {
    yield `${label} was not made by enricher: write enricher({ … }) of @tributary/integration-kit/enrichers`
    return
  }
  yield* unknownMembers(label, declared, KNOWN_MEMBERS.ENRICHER)
  const { version, platforms, types, batchSize, doubtfulBelow, keepDays, match, enrich } = declared
  if (!isCount(version)) yield `${label} has the version ${version}: write a whole number from 1`
  if (!isCount(batchSize, MAX_BATCH))
    yield `${label} has the batchSize ${batchSize}: write a whole number from 1 to ${MAX_BATCH}`
  if (!(doubtfulBelow >= 0 && doubtfulBelow <= 1))
    yield `${label} has doubtfulBelow ${doubtfulBelow}: write a number from 0 to 1`
  if (keepDays !== undefined && !isCount(keepDays))
    yield `${label} has keepDays ${keepDays}: write a whole number from 1, or leave it out`
  if (!Array.isArray(platforms) || platforms.length === 0)
    yield `${label} has no platforms: name the integrations whose items it knows`
  if (!Array.isArray(types) || types.length === 0)
    yield `${label} has no types: name the kinds of item that it knows`
  else
    for (const type of types.filter((one) => !MEDIA_TYPES.includes(one)))
      yield `${label} has the unknown type "${type}": there are ${MEDIA_TYPES.join(', ')}`
  if (match !== undefined && (typeof match.idOf !== 'function' || !match.label || !match.help))
    yield `${label} has an incomplete match: write { label, help, idOf: (entered) => … }`
  if (typeof enrich !== 'function')
    yield `${label} has no function "enrich": write "async *enrich({ http }, works) { … }"`
  if (api === undefined) yield `${label} needs "api" of the definition: declare where the provider's API is`
}
