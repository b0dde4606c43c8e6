import { nearestName } from '@tributary/core'
import {
  fieldOf,
  holdsSecrets,
  type IntegrationDefinition,
  isProvider,
  PROVIDER_KINDS,
  type Provider,
  type ProviderKind,
} from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'
import { enricherMistakes } from './enricher-mistakes.ts'
import { fieldMistakes, loadedIn } from './form-mistakes.ts'
import { httpsMistakes } from './https-mistakes.ts'
import { KNOWN_MEMBERS as KNOWN } from './known-members.ts'
import { unknownMembers } from './unknown-members.ts'

/** What is wrong with what a definition provides. */
export function* providesMistakes(definition: IntegrationDefinition): Generator<string> {
  const { name, provides, config, testConfig } = definition
  const label = `integration "${name}"`
  if (testConfig !== undefined && typeof testConfig !== 'function')
    yield `${label} has a testConfig that is not a function: write "testConfig: async ({ http, step }) => { … }"`
  if (testConfig !== undefined && config === undefined)
    yield `${label} has testConfig and no "config" to test: add one, or leave testConfig out`
  if (provides === undefined) return
  if (typeof provides !== 'object' || provides === null) {
    yield `${label} has "provides" that is no object: write { notification: notificationProvider({ … }) }`
    return
  }
  const { enricher, ...providers } = provides
  if (enricher !== undefined) yield* enricherMistakes(definition)
  for (const [kind, provider] of Object.entries(providers))
    yield* isKind(kind)
      ? mistakesOfKind(`${label}, provides.${kind},`, kind, provider)
      : [unknownKind(label, kind)]
}

/**
 * Refuses a provider that cannot work, of a plain plugin too.
 *
 * @throws TypeError that says what to change, of all mistakes at once
 */
export function checkProvider(provider: Provider): void {
  const kind = isProvider(provider) ? provider.kind : 'notification'
  const mistakes = isKind(kind)
    ? [...mistakesOfKind(`the provider of the kind "${kind}"`, kind, provider)]
    : [unknownKind('a provider', kind)]
  if (mistakes.length > 0) throw new TypeError(mistakes.join('; '))
}

function isKind(kind: string): kind is ProviderKind {
  return (PROVIDER_KINDS as readonly string[]).includes(kind)
}

function unknownKind(label: string, kind: string): string {
  const nearest = nearestName(kind, PROVIDER_KINDS)
  const cure = nearest === undefined ? `there are ${PROVIDER_KINDS.join(', ')}` : `is it "${nearest}"?`
  return `${label} provides the unknown kind "${kind}": ${cure}`
}

function* mistakesOfKind(
  label: string,
  kind: ProviderKind,
  provider: Provider | undefined,
): Generator<string> {
  if (provider === undefined) return
  if (!isProvider(provider) || provider.kind !== kind) {
    yield `${label} was not made by ${kind}Provider: write ${kind}Provider({ … }) of @tributary/integration-kit/providers`
    return
  }
  yield* unknownMembers(label, provider, KNOWN.PROVIDER)
  yield* unknownMembers(`${label} api,`, provider.api, KNOWN.PROVIDER_API)
  const { instance, api, test, open, health } = provider
  for (const [member, value] of Object.entries({ test, open }))
    if (typeof value !== 'function') yield `${label} has no function "${member}": add one`
  if (health !== undefined && typeof health !== 'function')
    yield `${label} has a "health" that is not a function: write "health: async ({ http, step }) => { … }"`
  if (api !== undefined && typeof api.baseUrl !== 'function')
    yield* httpsMistakes(`${label} api.baseUrl,`, api.baseUrl)
  if (typeof instance?.properties !== 'object')
    yield `${label} has no form "instance": add one made by fields({ … })`
  else {
    yield* instanceMistakes(`${label} instance,`, instance)
    if (api === undefined)
      for (const key of loadedIn(instance))
        yield `${label} instance, declares "${key}" with load, which needs "api": declare where the service is`
  }
  if (provider.recipient !== undefined) yield* recipientMistakes(label, kind, provider.recipient)
}

/** Recipients are stored beside the channels of a person and shown there, so that they may not hold secrets. */
function* recipientMistakes(label: string, kind: ProviderKind, form: TObject): Generator<string> {
  if (kind !== 'notification') {
    yield `${label} has a form "recipient", which only notificationProvider knows: leave it out`
    return
  }
  if (typeof form?.properties !== 'object' || Object.keys(form.properties).length === 0) {
    yield `${label} has a "recipient" without fields: write recipient: fields({ … }), or leave it out`
    return
  }
  yield* instanceMistakes(`${label} recipient,`, form)
  for (const [key, schema] of Object.entries(form.properties))
    if (holdsSecrets(schema))
      yield `${label} recipient, declares the secret "${key}": a recipient has none, move it to "instance"`
  for (const key of loadedIn(form))
    yield `${label} recipient, declares "${key}" with load: it is shown to people without a choice, leave load out`
}

function* instanceMistakes(label: string, form: TObject): Generator<string> {
  yield* fieldMistakes(label, form)
  for (const [key, schema] of Object.entries(form.properties)) {
    const field = fieldOf(schema)
    if (field?.env !== undefined)
      yield `${label} declares "${key}" with env: a variable has one value, and there may be several instances; leave it out`
  }
}
