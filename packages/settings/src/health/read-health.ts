import type { PluginReport } from '@tributary/core'
import type { ConnectionHealthCounts } from '@tributary/integration-host'
import { publicReason } from '@tributary/operations'
import type { Static } from 'typebox'
import { keyOf, readStandings, type SubjectStanding } from './check-store.ts'
import { type HealthParts, healthTablesOf } from './health-parts.ts'
import { type PluginHealth, type SubjectHealth, viewSubject } from './health-view.ts'
import { type CheckedSubject, listSubjects } from './list-subjects.ts'
import { worstOf } from './next-status.ts'

/** A subject with how it stands; without a standing, no worker has found it yet. */
export interface StandingSubject {
  readonly subject: CheckedSubject
  readonly standing: SubjectStanding | undefined
}

/** The subjects that exist now, and how they stand. */
export async function readSubjects(parts: HealthParts): Promise<readonly StandingSubject[]> {
  const subjects = await listSubjects(parts)
  return withStandings(parts, subjects)
}

export async function withStandings(
  parts: HealthParts,
  subjects: readonly CheckedSubject[],
): Promise<readonly StandingSubject[]> {
  const standings = await readStandings(healthTablesOf(parts), subjects)
  const byKey = new Map(standings.map((standing) => [keyOf(standing.subject), standing]))
  return subjects.map((subject) => ({ subject, standing: byKey.get(keyOf(subject)) }))
}

/** The roll-up of some plugins. */
export async function readPluginHealth(
  parts: HealthParts,
  plugins: readonly PluginReport[],
): Promise<Static<typeof PluginHealth>[]> {
  const names = new Set(plugins.map(({ name }) => name))
  const subjects = (await listSubjects(parts)).filter(({ plugin }) => names.has(plugin))
  const views = (await withStandings(parts, subjects)).map(({ subject, standing }) =>
    viewSubject(subject, standing, timeOf(parts)),
  )
  const ofPlugin = Map.groupBy(views, ({ plugin }) => plugin)
  const connections = await readConnections(parts)
  return plugins.map((report) => viewPlugin(report, ofPlugin.get(report.name) ?? [], connections))
}

export function timeOf({ now, intervalMilliseconds }: HealthParts) {
  return { now: now(), intervalMilliseconds }
}

async function readConnections({ connectionHealth }: HealthParts) {
  const counts = await Promise.all(connectionHealth().map((read) => read()))
  return new Map(counts.flatMap((each) => [...each]))
}

function viewPlugin(
  { name: plugin, state, reason, about }: PluginReport,
  subjects: readonly SubjectHealth[],
  connections: ReadonlyMap<string, ConnectionHealthCounts>,
): Static<typeof PluginHealth> {
  const counts = connections.get(plugin)
  return {
    plugin,
    displayName: about.displayName,
    state,
    status: state === 'quarantined' ? 'unhealthy' : worstOf(subjects.map(({ status }) => status)),
    reason: reason === undefined ? null : publicReason(reason),
    subjects: [...subjects],
    connections: counts === undefined ? null : viewCounts(counts),
  }
}

function viewCounts({ healthy, degraded, unhealthy, unknown }: ConnectionHealthCounts) {
  return {
    healthyCount: healthy,
    degradedCount: degraded,
    unhealthyCount: unhealthy,
    unknownCount: unknown,
  }
}
