import type { Plugin } from '@tributary/core'
import type { TObject } from 'typebox'
import type { ApiKeyAuth, Auth, FileImportOptions } from './auth.ts'
import type { SetupInfo } from './config/configuration.ts'
import type { ApiDefinition, ProviderHttp } from './http/provider-http.ts'
import type { ProviderFacts } from './provider-facts.ts'
import type { MetricField, Stream } from './stream.ts'

/** What the author of an integration writes. One that connects by key says how the provider is asked whose key it is. */
export type IntegrationDefinition = DefinitionParts & (AnyDefinition | IdentifyingDefinition)

/** A typed or copied key may be wrong, and only the provider can tell: with `apiKey` there is no way around `identify`. */
interface AnyDefinition {
  readonly auth: Exclude<Auth, ApiKeyAuth>
  readonly identify?: Identify
}

interface IdentifyingDefinition {
  readonly auth: Auth
  readonly identify: Identify
}

/**
 * Who the connected account is. Asked before what a person has connected with is stored: `id` must stay the same for
 * good, since another one is refused when they connect again; `name` is shown to them.
 */
type Identify = (context: { readonly http: ProviderHttp }) => Promise<ProviderAccount>

interface DefinitionParts {
  /** Unique, lower-case kebab, the folder's name. Route prefix `/api/<name>`, and the `platform` of its media items. */
  readonly name: string
  readonly displayName: string
  readonly version: string
  readonly description: string
  readonly homepage?: string
  /** Files that are imported besides what the account delivers. With `auth: fileImport(…)` that says it already. */
  readonly fileImport?: FileImportOptions
  /** The administrator's form, made of `field.*`. An `oauth2` integration has `clientId` and `clientSecret` here. */
  readonly config?: TObject
  /** What the administrator needs for the provider's own form: the redirect URI to copy, for one. */
  readonly setupInfo?: (context: { readonly callbackUrl: string }) => readonly SetupInfo[]
  /** Where the provider's API is and how its errors read. Needed by streams that `sync`. */
  readonly api?: ApiDefinition
  readonly facts?: ProviderFacts
  readonly schedule?: SyncSchedule
  // oxlint-disable-next-line typescript/no-explicit-any -- a list of streams of different rows; each is checked against its own schema at run time
  readonly streams: readonly Stream<any>[]
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
  /** How many days a scheduled sync reads again, today included. Default 7. */
  readonly windowDays?: number
  /** How many days are read once after connecting, by a job of low priority. Default 0, none. */
  readonly backfillDays?: number
}

/** An integration: its definition, and the plugin that the kernel boots. */
export interface Integration extends Plugin {
  readonly definition: IntegrationDefinition
}
