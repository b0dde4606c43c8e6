import type { ConnectionTest, HealthStatus } from '@tributary/integration-host'

/** What one check found. `degraded`: it works, but not all of it. */
export type Observation = Exclude<HealthStatus, 'unknown'>

const SEVERITY = { healthy: 0, degraded: 1, unhealthy: 2 } as const satisfies Record<Observation, number>

export function observationOf({ ok, steps }: ConnectionTest): Observation {
  if (!ok) return 'unhealthy'
  return steps.every((step) => step.ok) ? 'healthy' : 'degraded'
}

/**
 * The status after a check: the median of the status, the previous observation and this one. So it changes only as far as two
 * observations in a row agree, and a single failure or success changes nothing. Before the first status, a success is enough.
 */
export function nextStatus(
  status: HealthStatus,
  previous: Observation | null,
  observed: Observation,
): HealthStatus {
  if (status !== 'unknown') return median(status, previous ?? status, observed)
  if (observed === 'healthy') return 'healthy'
  return previous === null ? 'unknown' : milder(previous, observed)
}

function median(...observations: readonly [Observation, Observation, Observation]): Observation {
  return observations.toSorted((one, other) => SEVERITY[one] - SEVERITY[other])[1] ?? observations[2]
}

function milder(one: Observation, other: Observation): Observation {
  return SEVERITY[one] < SEVERITY[other] ? one : other
}

/** The worst of several; `unknown` if nothing is known. */
export function worstOf(statuses: readonly HealthStatus[]): HealthStatus {
  const known = statuses.filter((status) => status !== 'unknown')
  return known.toSorted((one, other) => SEVERITY[other] - SEVERITY[one])[0] ?? 'unknown'
}
