import type { Plugin } from '@tributary/core'
import type { Auth } from './auth.ts'
import type { Stream } from './stream.ts'

/** What is known of a provider and what the server acts on before a person runs into it. */
export interface ProviderFacts {
  /** Only this many days back can be read. */
  readonly historyLimitDays?: number
  readonly rateLimit?: { readonly requests: number; readonly perSeconds: number }
  /** The day the provider's interface ends or ended, `YYYY-MM-DD`, and what follows it. */
  readonly sunset?: { readonly date: string; readonly successor?: string }
  /** Sentences a person should read before they start. */
  readonly notes?: readonly string[]
}

/** What the author of an integration writes. */
export interface IntegrationDefinition {
  /** Unique, lower-case kebab, the folder's name. Route prefix `/api/<name>`, and the `platform` of its media items. */
  readonly name: string
  readonly displayName: string
  readonly version: string
  readonly description: string
  readonly homepage?: string
  readonly auth: Auth
  readonly facts?: ProviderFacts
  // oxlint-disable-next-line typescript/no-explicit-any -- a list of streams of different rows; each is checked against its own schema at run time
  readonly streams: readonly Stream<any>[]
}

/** An integration: its definition, and the plugin that the kernel boots. */
export interface Integration extends Plugin {
  readonly definition: IntegrationDefinition
}
