import { listFields, readEntered, VALUE_MISSING, visibleFields } from '@tributary/integration-host'
import type { Integration } from '@tributary/integration-kit'
import {
  type ConfigurationValues,
  type ConnectionTester,
  holdsSecrets,
  type Logger,
  type Opened,
  type Provider,
  type ProviderContracts,
  type ProviderKind,
} from '@tributary/integration-kit/host'
import {
  type Endpoints,
  openAccess,
  openEgress,
  parseAllowList,
  withinTime,
} from '@tributary/provider-client'

/** One instance of a provider, as an administrator configures it. */
export interface ProviderInput<Kind extends ProviderKind> {
  readonly integration: Integration
  readonly kind: Kind
  /** What is entered in the form; defaults are added. */
  readonly values: Readonly<Record<string, unknown>>
  /** Replaced addresses: `endpoints` of a simulator. */
  readonly endpoints?: Endpoints | undefined
  /** The `EGRESS_ALLOW` of the operator, for a service whose address is among the values: `127.0.0.1`. */
  readonly allow?: string | undefined
}

/** An opened instance, and what it has logged. */
export interface OpenedProvider<Kind extends ProviderKind> {
  readonly implementation: Opened<Kind>
  /** With defaults. */
  readonly config: ConfigurationValues
  /** The values that are secrets. */
  readonly secrets: readonly string[]
  /** Each line as JSON. */
  readonly log: readonly string[]
  /** Runs work for a limited time, as the service `providers` does, but without retries. Default 60,000 milliseconds. */
  use<R>(work: (implementation: ProviderContracts[Kind]) => R | Promise<R>, milliseconds?: number): Promise<R>
  /** What the test of the form has tried. Rejects with the error of the step that failed. */
  test(): Promise<readonly string[]>
  /** As `test`, of the periodic check; empty without one. */
  health(): Promise<readonly string[]>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** For what hangs: a machine that runs other tests too may be slow. */
const USE_MILLISECONDS = 60_000

/** The provider of a kind of an integration. Throws a `TypeError` if it offers none. */
export function providerOfKind<Kind extends ProviderKind>(
  { definition }: Integration,
  kind: Kind,
): Provider<Kind> {
  const offered: { readonly [Each in ProviderKind]?: Provider<Each> } = definition.provides ?? {}
  const provider = offered[kind]
  if (provider === undefined) throw new TypeError(`${definition.name} does not offer the kind "${kind}"`)
  return provider
}

/**
 * Opens an instance through the real client and egress guard, as a server does.
 *
 * @example
 * await using opened = await openProvider({ integration: ntfy, kind: 'notification', values, allow: '127.0.0.1' })
 * await opened.use((channel) => channel.send(message))
 *
 * @throws TypeError for values that do not fit the form, with all that is wrong
 */
export async function openProvider<Kind extends ProviderKind>(
  input: ProviderInput<Kind>,
): Promise<OpenedProvider<Kind>> {
  const provider = providerOfKind(input.integration, input.kind)
  const { config, secrets } = readValues(provider, input.values)
  const egress = openEgress({ endpoints: input.endpoints, allow: parseAllowList(input.allow ?? '') })
  const log: string[] = []
  const closing = new AbortController()
  const access = (signal: AbortSignal) =>
    openAccess({ api: provider.api, config, egress, signal, logger: loggerInto(log) })
  const run = async (tester: ConnectionTester | undefined): Promise<readonly string[]> => {
    const steps: string[] = []
    const returned = await withinTime({ milliseconds: USE_MILLISECONDS, signal: closing.signal }, (signal) =>
      tester?.({
        ...access(signal),
        async step(tried, work) {
          steps.push(tried)
          return work()
        },
      }),
    )
    const more: readonly { readonly tried: string }[] = [returned ?? []].flat()
    return [...steps, ...more.map(({ tried }) => tried)]
  }
  const implementation = await provider.open(access(closing.signal))
  const close = async () => {
    await implementation.close?.()
    closing.abort(new Error('the instance is closed'))
    await egress.close()
  }
  return {
    implementation,
    config,
    secrets,
    log,
    use: (work, milliseconds = USE_MILLISECONDS) =>
      withinTime({ milliseconds, signal: closing.signal }, () => work(implementation)),
    test: () => run(provider.test),
    health: () => run(provider.health),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The values of the visible fields, checked as those of an administrator. */
function readValues({ instance }: Provider, values: ProviderInput<ProviderKind>['values']) {
  const fields = listFields(instance)
  const entered = fields.map((field) => {
    const { key } = field
    if (values[key] === undefined) return { ...field, value: field.default, messages: [] }
    return { ...field, ...readEntered(field, values[key]) }
  })
  const all = Object.fromEntries(entered.map(({ key, value }) => [key, value]))
  const visible = visibleFields(entered, all)
  const unknown = Object.keys(values).filter((key) => !fields.some((field) => field.key === key))
  const wrong = [
    ...unknown.map((key) => `${key}: There is no such field.`),
    ...visible.flatMap(({ key, messages }) => messages.map((message) => `${key}: ${message}`)),
    ...visible
      .filter(({ field, value }) => field.required && value === undefined)
      .map(({ key }) => `${key}: ${VALUE_MISSING}`),
  ]
  if (wrong.length > 0) throw new TypeError(wrong.join(' '))
  const set = visible.filter(({ value }) => value !== undefined)
  return {
    config: Object.fromEntries(set.map(({ key, value }) => [key, value])),
    secrets: set
      .filter(({ schema }) => holdsSecrets(schema))
      .flatMap(({ value }) => [value].flat().map(String)),
  }
}

function loggerInto(log: string[]): Logger {
  const write = (data: object, message: string) => void log.push(JSON.stringify({ ...data, message }))
  return { debug: write, info: write, warn: write, error: write }
}
