import { contributionPoint } from '@tributary/core'
import type { ConnectionTest } from '../providers/connection-test.ts'

export const HEALTH_SUBJECT_TYPES = ['instance', 'connection', 'plugin_settings'] as const

export type HealthSubjectType = (typeof HEALTH_SUBJECT_TYPES)[number]

/** One thing that is checked periodically. */
export interface HealthSubject {
  /** Unique within its type; it stays the same. */
  readonly id: string
  /** The plugin that it belongs to. */
  readonly plugin: string
  /** For administrators. */
  readonly name: string
  /** The person that it belongs to. Such a subject is not reported to administrators. */
  readonly userId?: string | undefined
}

/** Things of one type that are checked periodically. */
export interface HealthSubjects {
  readonly type: HealthSubjectType
  /** Those that are in use: one that is disabled is left out. */
  list(): Promise<readonly HealthSubject[]>
  /** Checks one without an effect that people see. Its outcome has no secrets. `signal` aborts at the time limit. */
  check(id: string, signal: AbortSignal): Promise<ConnectionTest>
}

/**
 * Plugins contribute what is checked periodically. To be read each time, since plugins come and go.
 *
 * @example
 * context.contribute(healthSubjects, {
 *   type: 'instance',
 *   list: async () => [{ id: 'main', plugin: 'mail', name: 'Mail server' }],
 *   check: async (id, signal) => ({ ok: true, milliseconds: 12, steps: [{ tried: 'Signed in', ok: true, milliseconds: 12 }] }),
 * })
 */
export const healthSubjects = contributionPoint<HealthSubjects>('healthSubjects')
