import type { Socket } from 'node:net'
import type { TObject } from 'typebox'
import type { ContextTypes, ValuesOf } from '../context-types.ts'
import type { Enricher } from '../enrichers/enricher.ts'
import type { HttpAnswer, ProviderHttp } from '../http/provider-http.ts'
import type { IntegrationError } from '../integration-error.ts'
import type { Logger } from '../logger.ts'
import type { ProviderContracts, ProviderKind } from './provider-contracts.ts'
import type { Receiving } from './receiving.ts'

/** Marks a provider across copies of the kit: a plugin may bring its own. */
const BRAND = Symbol.for('tributary.Provider')

/** What an implementation may have besides its contract. */
export interface Closable {
  /** Ends what it holds: connections, timers. Called after its last call has ended. */
  close?(): void | Promise<void>
}

/** The API of an instance; what depends on its configuration is a function of it. */
export interface ProviderApi<Form extends TObject = TObject> {
  /**
   * Paths of requests are relative to it. One from the configuration may only lead to the public internet, and to what the operator has
   * permitted.
   *
   * @example
   * baseUrl: ({ config }) => `${config.address}/api/v4`
   */
  readonly baseUrl: string | ((context: InstanceValues<Form>) => string)
  /** Sent with every request, credentials among them. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | ((context: InstanceValues<Form>) => Readonly<Record<string, string>>)
  /** The meaning of a response if the status alone does not determine it. */
  classify?(answer: HttpAnswer): IntegrationError | undefined
}

/** The values of an instance. */
export interface InstanceValues<Form extends TObject = TObject> {
  /** What the administrator has entered, secrets opened, with defaults. */
  readonly config: ValuesOf<Form>
}

/**
 * The standard `fetch` through the egress guard, for bodies that are streams and for addresses outside of `api`. Redirects are returned
 * unless the request has `redirect: 'follow'`; each one is checked again.
 *
 * @throws IntegrationError `bad_configuration` for an address that is not allowed, `upstream` for one that cannot be reached
 */
export type GuardedFetch = (
  url: URL,
  init?: Omit<RequestInit, 'redirect'> & { readonly redirect?: 'manual' | 'follow' },
) => Promise<Response>

/**
 * A plain TCP connection through the egress guard, for services that do not speak HTTP: a mail server. The host is resolved once and the
 * connection goes to the checked address; TLS is up to the caller, who knows the name of the certificate. It ends with the call that it is
 * opened in, and with the instance.
 *
 * @example
 * const socket = await connect({ host: 'smtp.example.org', port: 587 })
 *
 * @throws IntegrationError `bad_configuration` for an address that is not allowed, `upstream` for one that cannot be reached
 */
export type GuardedConnect = (target: { readonly host: string; readonly port: number }) => Promise<Socket>

/** What a provider is opened, tested and checked with. */
export interface ProviderContext<Form extends TObject = TObject> extends InstanceValues<Form> {
  /** Relative to `api`; without an `api`, use `fetch`. */
  readonly http: ProviderHttp
  readonly fetch: GuardedFetch
  readonly connect: GuardedConnect
  /** Of `open`: aborts when the implementation is closed. Of a test: when its time is over. */
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** One thing that a test has tried, for the administrator. */
export interface TestStep {
  /** `Sent a test message to #general`. */
  readonly tried: string
}

/** What a test may return: what it has tried, where it did not use `step`. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- a test that uses `step` returns nothing
export type TestSteps = TestStep | readonly TestStep[] | undefined | void

/** What a test and a health check are given. */
export interface TestContext<Form extends TObject = TObject> extends ProviderContext<Form> {
  /**
   * Tries one thing: what it is, how long it took and whether it worked is shown to the administrator. An error of `work` ends the test.
   *
   * @example
   * await step('Signed in', () => http.get('/me', { schema: Account }))
   */
  step<T>(tried: string, work: () => T | Promise<T>): Promise<T>
}

/**
 * Tries a configuration. Throw an `IntegrationError` where something does not work: its message says what is wrong and what to change. A
 * secret in a message is replaced before it is shown.
 */
export type ConnectionTester<Form extends TObject = TObject> = (
  context: TestContext<Form>,
) => Promise<TestSteps>

/** An opened implementation, with what it may have besides its contract. */
export type Opened<Kind extends ProviderKind> = ProviderContracts[Kind] & Closable & Receiving

/** What the author of a provider writes. */
export interface ProviderOptions<Kind extends ProviderKind, Form extends TObject> {
  /** The administrator's form of one instance, made by `fields`. */
  readonly instance: Form
  readonly api?: ProviderApi<NoInfer<Form>>
  /** Asked for by an administrator, also before a configuration is saved. It may have an effect that people see, like a test message. */
  readonly test: ConnectionTester<NoInfer<Form>>
  /** Runs by itself, again and again, so without an effect. Default: no periodic check. */
  readonly health?: ConnectionTester<NoInfer<Form>>
  /**
   * Whether its service calls the server, so that its implementation has `receive`. The address, `/api/public/plugins/instances/<id>/webhook`, is
   * then shown to administrators. Default false.
   */
  readonly receives?: boolean
  /** Opens one instance. Called before its first use in a process, and again after its configuration has changed. */
  open(context: ProviderContext<NoInfer<Form>>): Opened<Kind> | Promise<Opened<Kind>>
}

/** A provider of any form, as the platform sees it. Made by the function of its kind alone. */
// oxlint-disable-next-line typescript/no-explicit-any -- the platform checks values against the form before it passes them
export interface Provider<Kind extends ProviderKind = ProviderKind> extends ProviderOptions<Kind, any> {
  readonly kind: Kind
  readonly instance: TObject
  /** Of a provider of notifications: the form of what a person enters to receive messages of their own. */
  readonly recipient?: TObject
}

/** What a definition offers: providers, one of a kind at most, and an enricher. */
// oxlint-disable-next-line typescript/no-explicit-any -- the platform's own view of all definitions
export type Provides<Types extends ContextTypes = any> = {
  readonly [Kind in ProviderKind]?: Provider<Kind>
} & {
  /** Uses the integration's own `config` and `api`. */
  readonly enricher?: Enricher<Types>
}

/** Makes a provider of a kind. */
export function providerOf<Kind extends ProviderKind, Form extends TObject>(
  kind: Kind,
  options: ProviderOptions<Kind, Form>,
): Provider<Kind> {
  return Object.freeze({ ...(options as unknown as ProviderOptions<Kind, TObject>), kind, [BRAND]: true })
}

/** Whether a value was made by one of the functions of this entry, whichever copy of the kit they are of. */
export function isProvider(value: unknown): value is Provider {
  return typeof value === 'object' && value !== null && BRAND in value
}
