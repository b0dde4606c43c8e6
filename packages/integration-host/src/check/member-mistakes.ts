import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { findAuthStrategy } from '../auth/auth-strategies.ts'
import { KNOWN_MEMBERS as KNOWN } from './known-members.ts'
import { unknownMembers } from './unknown-members.ts'

/** One part of a definition, and where it is: `api.rateLimits[0]`. */
type Part = readonly [where: string, part: unknown, known: Readonly<Record<string, true>>]

/** What a definition says that nothing reads: a misspelt member would be ignored without a word. */
export function* memberMistakes(definition: IntegrationDefinition): Generator<string> {
  for (const [where, part, known] of partsOf(definition)) {
    const label = `integration "${definition.name}"${where === '' ? '' : `, ${where},`}`
    yield* unknownMembers(label, part, known)
  }
}

function* partsOf(definition: IntegrationDefinition): Generator<Part> {
  const { api, schedule, files, facts, streams, webhook, extend } = definition
  yield ['', definition, KNOWN.DEFINITION]
  yield ['api', api, KNOWN.API]
  for (const [n, limit] of (api?.rateLimits ?? []).entries())
    yield [`api.rateLimits[${n}]`, limit, KNOWN.RATE_LIMIT]
  yield ['schedule', schedule, KNOWN.SCHEDULE]
  yield ['files', files, KNOWN.FILES]
  yield ['facts', facts, KNOWN.FACTS]
  yield ['facts.sunset', facts?.sunset, KNOWN.SUNSET]
  yield ['facts.redirectUri', facts?.redirectUri, KNOWN.REDIRECT_URI]
  yield ['facts.testingClient', facts?.testingClient, KNOWN.TESTING_CLIENT]
  for (const [n, term] of (facts?.terms ?? []).entries()) yield [`facts.terms[${n}]`, term, KNOWN.TERM]
  yield ['extend', extend, KNOWN.EXTENSION]
  for (const [n, route] of (extend?.routes ?? []).entries())
    yield [`extend.routes[${n}]`, route, KNOWN.OWN_ROUTE]
  yield ['webhook', webhook, KNOWN.WEBHOOK]
  yield ['webhook.signature', webhook?.signature, KNOWN.SIGNATURE]
  yield* partsOfAuth(definition)
  for (const stream of streams) {
    const where = `stream "${stream.id}"`
    yield [where, stream, KNOWN.STREAM]
    for (const [name, field] of Object.entries(stream.fields ?? {}))
      yield [`field "${name}" of ${where}`, field, KNOWN.METRIC_FIELD]
  }
}

function* partsOfAuth(definition: IntegrationDefinition): Generator<Part> {
  const { auth } = definition
  const strategy = findAuthStrategy(definition)
  if (auth === undefined || strategy === undefined) return
  yield ['auth', auth, strategy.members]
  if ('quirks' in auth) yield ['auth.quirks', auth.quirks, KNOWN.QUIRKS]
  if ('revocation' in auth) yield ['auth.revocation', auth.revocation, KNOWN.REVOCATION]
}
