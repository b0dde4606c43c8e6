/**
 * A named list that any plugin may add to and its owner reads: migrations, record sinks, health checks.
 *
 * Where a service is one object from one plugin, a contribution point is many values from many plugins, and the
 * order in which plugins boot does not matter to it.
 *
 * @example
 * export const healthChecks = contributionPoint<HealthCheck>('healthChecks')
 * context.contribute(healthChecks, { name: 'pool', check })       // any plugin, phase 1
 * for (const { plugin, value } of context.getContributions(healthChecks)) …  // the owner, from phase 2 on
 */
export interface ContributionPoint<T> {
  readonly name: string
  /** Carries the type only; never present at run time. */
  readonly _type?: T
}

/** One value of a contribution point and the plugin that contributed it. */
export interface Contribution<T> {
  readonly plugin: string
  /** Whether the plugin can be reloaded and unloaded while the server runs. */
  readonly added: boolean
  readonly value: T
  /** Quarantines the contributing plugin with a reason for the operator. An essential plugin stops the boot. */
  refuse(reason: Error): void
}

/** A value of a quarantined plugin, for messages that name the plugin and the reason. */
export interface UnavailableContribution<T> {
  readonly plugin: string
  readonly value: T
  /** Why the plugin is quarantined. */
  readonly reason: string
}

/** Creates a contribution point. */
export function contributionPoint<T>(name: string): ContributionPoint<T> {
  return Object.freeze({ name })
}
