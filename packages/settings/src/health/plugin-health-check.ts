import type { HealthStatus } from '@tributary/integration-host'
import type { HealthCheck, HealthProblem } from '@tributary/operations'
import type { HealthParts } from './health-parts.ts'
import { currentStatus } from './health-view.ts'
import { readSubjects, type StandingSubject, timeOf } from './read-health.ts'
import type { SubjectKey } from './subject-store.ts'

/** More are counted only. */
const NAMED = 5

/**
 * Shows in `/health` which parts of plugins do not work. Everybody may read it, so a part is named by its plugin and id: its name and the
 * problem may contain hosts and people.
 */
export function pluginHealthCheck(parts: () => HealthParts): HealthCheck {
  return {
    name: 'plugin-health',
    cure: 'GET /api/admin/plugins/health has what was tried and what to change',
    needs: ['database', 'database-pool'],
    check: async () => describe(parts(), await readSubjects(parts())),
  }
}

function describe(parts: HealthParts, subjects: readonly StandingSubject[]): HealthProblem | undefined {
  const time = timeOf(parts)
  const failing = subjects.flatMap(({ subject, standing }) => {
    // The plugin that keeps the connections of people has checks of its own.
    if (standing === undefined || subject.userId !== undefined) return []
    const status = currentStatus(standing, time)
    return status === 'degraded' || status === 'unhealthy' ? [{ ...subject, status }] : []
  })
  if (failing.length === 0) return undefined
  const named = failing.slice(0, NAMED).map(describeSubject)
  const rest = failing.length - named.length
  return { cause: [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(', ') }
}

function describeSubject({
  type,
  id,
  plugin,
  status,
}: SubjectKey & { plugin: string; status: HealthStatus }) {
  const isPart = status === 'degraded'
  if (type === 'plugin_settings')
    return `the settings of plugin "${plugin}" ${isPart ? 'work in part' : 'do not work'}`
  return `the ${type} ${id} of plugin "${plugin}" ${isPart ? 'works in part' : 'does not work'}`
}
