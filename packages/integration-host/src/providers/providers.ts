import { serviceKey } from '@tributary/core'
import type { ProviderContracts, ProviderKind } from '@tributary/integration-kit/host'

export const INSTANCE_STATES = ['active', 'disabled', 'invalid', 'unavailable'] as const

/**
 * What can be done with an instance: `active` can be used; `invalid` has values that do not fit the form of its plugin; `unavailable`
 * belongs to a plugin that is not running.
 */
export type InstanceState = (typeof INSTANCE_STATES)[number]

/** One configured instance of a provider. */
export interface ProviderInstance {
  readonly id: string
  readonly plugin: string
  readonly kind: ProviderKind
  readonly name: string
  readonly state: InstanceState
  /** Grows with each change of its name or configuration. */
  readonly revision: number
}

/** The instance that is used, and for how long. */
export interface ProviderTarget<Kind extends ProviderKind> {
  readonly kind: Kind
  /** Its id, its name, or `<plugin>/<name>` where two plugins have instances of one name. */
  readonly instance: string
  /** The most that opening the instance and the work may take each. Default 30 s. */
  readonly milliseconds?: number | undefined
}

/** The instances of providers, for plugins that send, store, search, … through what administrators have configured. */
export interface Providers {
  /** All instances of a kind by plugin and name, those that cannot be used now among them. */
  list(kind: ProviderKind): Promise<readonly ProviderInstance[]>
  /**
   * Runs work with the implementation of an instance, as it is configured now: a change is effective at the next use, in every process. The
   * implementation must not be kept after the work, since it is closed when the configuration changes.
   *
   * @example
   * await providers.use({ kind: 'notification', instance: 'operators' }, (channel) => channel.send(message))
   *
   * @throws ProblemError `INSTANCES_NOT_FOUND`, `INSTANCES_AMBIGUOUS`, `INSTANCES_DISABLED`, `INSTANCES_INVALID`,
   * `INSTANCES_UNAVAILABLE`, `INSTANCES_CANNOT_OPEN`, `INSTANCES_TIME_LIMIT` or `INSTANCES_SUSPENDED` (its service is down; `retryAt` is a
   * member of `extensions`); IntegrationError of the implementation, without secrets
   */
  use<Kind extends ProviderKind, Result>(
    target: ProviderTarget<Kind>,
    work: (implementation: ProviderContracts[Kind]) => Result | Promise<Result>,
  ): Promise<Result>
}

/** The service `providers`. */
export const providers = serviceKey<Providers>('providers')
