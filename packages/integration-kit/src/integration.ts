import type { TObject } from 'typebox'
import type { Auth, NoAuth } from './auth/auth.ts'
import type { OAuth2Auth } from './auth/oauth2.ts'
import type { SetupInfo } from './config/configuration-values.ts'
import type { ContextTypes } from './context-types.ts'
import type { Extension } from './extension.ts'
import type { FileImport } from './file-import.ts'
import type { ApiContext, ApiDefinition, ProviderHttp } from './http/provider-http.ts'
import type { ProviderFacts } from './provider-facts.ts'
import type { ConnectionTester, Provides } from './providers/provider.ts'
import type { MetricField, PrepareContext, Stream } from './stream.ts'
import type { Webhook } from './webhook.ts'

/** What the author of an integration writes. One whose credentials a person types says how the provider is asked whose they are. */
export type TypedDefinition<Config extends TObject, Connection extends TObject, Prepared> = Forms<
  Config,
  Connection,
  Prepared
> &
  DefinitionParts<{ config: NoInfer<Config>; connection: NoInfer<Connection> }, Prepared>

/** A definition as the platform sees it: of any forms. */
// oxlint-disable-next-line typescript/no-explicit-any -- the platform passes values between members of a definition and never looks at them
export type IntegrationDefinition = Forms<TObject, TObject, any> &
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  DefinitionParts<any, any> & { readonly streams: readonly Stream<any>[] }

/** The members that the types of all others follow from. */
interface Forms<Config extends TObject, Connection extends TObject, Prepared> {
  /** The administrator's form, made of `field.*`. An `oauth2` integration has `clientId` and `clientSecret` here. */
  readonly config?: Config
  /** The person's form, for each connection: the address of their server. Not for secrets, which are `credentials`. */
  readonly connection?: Connection
  /**
   * Tries the configuration when an administrator asks for it, also before it is saved, and every few minutes as a health check: it has no
   * effect that people see. `http` is that of `api`, without a person's
   * credentials and the settings of a connection.
   *
   * @example
   * testConfig: async ({ http, step }) => {
   *   await step('Read the status of the service', () => http.get('/status', { schema: Type.Unknown() }))
   * }
   */
  readonly testConfig?: ConnectionTester<NoInfer<Config>>
  /**
   * Asks the provider for what several streams need: the folders of an account, its devices. Called once a run, before the first
   * stream; what it returns is the `prepared` of each stream's context. An error ends the run as one of a stream would.
   *
   * @example
   * prepare: async ({ http }) => http.get('/devices', { schema: Devices })
   */
  readonly prepare?: (
    context: PrepareContext<{ config: NoInfer<Config>; connection: NoInfer<Connection> }>,
  ) => Promise<Prepared>
}

// The types of the forms stand apart from what `prepare` returns: a member that named both would fix the latter before it is inferred.
type DefinitionParts<Types extends ContextTypes, Prepared> = CommonParts<Types, Prepared> &
  (AnyDefinition<Types> | IdentifyingDefinition<Types>)

/** Typed or copied credentials may be wrong, and only the provider can tell: they require `identify`. */
interface AnyDefinition<Types extends ContextTypes> {
  /** Default: no account. */
  readonly auth?: OAuth2Auth | NoAuth
  readonly identify?: Identify<Types>
}

interface IdentifyingDefinition<Types extends ContextTypes> {
  readonly auth: Auth
  readonly identify: Identify<Types>
}

/**
 * Who the connected account is. Called before credentials are stored: `id` must never change, since it tells a connection from one of
 * another account; `name` is shown to the person.
 */
type Identify<Types extends ContextTypes> = (context: IdentifyContext<Types>) => Promise<ProviderAccount>

export interface IdentifyContext<Types extends ContextTypes = object> extends ApiContext<Types> {
  /** With the new credentials. */
  readonly http: ProviderHttp
  /** The members of the token reply besides the tokens, where the provider names the account there (`open_id`, `athlete`, `userid`). */
  readonly tokenReply: Readonly<Record<string, unknown>>
}

interface CommonParts<Types extends ContextTypes, Prepared> {
  /** Unique, lower-case kebab, the folder's name. Route prefix `/api/<name>`, and the `platform` of its media items. */
  readonly name: string
  readonly displayName: string
  readonly version: string
  readonly description: string
  readonly homepage?: string
  /** Who wrote the integration: a person or organization. */
  readonly author?: string
  /** For the catalogue's filter, lower-case kebab: `music`. */
  readonly tags?: readonly string[]
  /** An image as a `data:` URI (SVG, PNG or WebP), at most 32 KiB. */
  readonly icon?: string
  /** Files that are imported, beside an account or instead of one. */
  readonly files?: FileImport
  /** What the administrator needs for the provider's own form: the redirect URI to copy, for one. */
  readonly setupInfo?: (context: { readonly callbackUrl: string }) => readonly SetupInfo[]
  /** Where the provider's API is and how its errors read. Needed by streams that `sync`. */
  readonly api?: ApiDefinition<Types>
  /** Routes and services of the integration's own, besides the standard ones. */
  readonly extend?: Extension
  /** What the provider may call, at `/api/public/<name>/webhook`. Made by `webhook`. */
  readonly webhook?: Webhook
  readonly facts?: ProviderFacts
  readonly schedule?: SyncSchedule
  /**
   * What it offers to the server: providers, configured by administrators as instances and made by the functions of the entry `/providers`,
   * and an enricher of media items, made by `enricher` of the entry `/enrichers`.
   */
  readonly provides?: Provides<Types>
  /** Left out where it only provides. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a list of streams of different rows; each is checked against its own schema at run time
  readonly streams?: readonly Stream<any, Types & { readonly prepared: NoInfer<Prepared> }>[]
  /** Metrics that people know and that cannot be had: shown with the reason, never delivered. */
  readonly unavailable?: Readonly<Record<string, MetricField & { readonly reason: string }>>
}

/** One person's account at the provider. */
export interface ProviderAccount {
  readonly id: string
  readonly name?: string
}

/** When a connection is synced by itself. */
export interface SyncSchedule {
  /** Default 60; the time is spread by jitter. */
  readonly everyMinutes?: number
  /** How many days a sync reads again, today included. Default 7. */
  readonly windowDays?: number
  /** How many days are read once after connecting, by a job of low priority. Default 0, none. */
  readonly backfillDays?: number
}

/** The version of what definitions say and the server does with them. An integration built against another one is refused. */
export const CONTRACT = 2

/** An integration, as its package exports it: made by `defineIntegration` alone. */
export interface Integration {
  /** Of the kit that made it, which may be the integration's own copy. */
  readonly contract: number
  readonly definition: IntegrationDefinition
}
