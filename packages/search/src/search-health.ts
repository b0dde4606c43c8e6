import type { HealthCheck, HealthProblem } from '@tributary/operations'
import { describeSearch, type SearchProblem } from './describe-search.ts'
import type { Parts } from './parts.ts'

const INSTEAD = 'titles are searched by PostgreSQL instead'

/** Filling is no problem: it ends by itself. */
const PROBLEMS: Readonly<Record<SearchProblem, HealthProblem | undefined>> = {
  missing: {
    cause: `the chosen search instance does not exist; ${INSTEAD}`,
    cure: 'choose another one in the settings of the search',
  },
  unusable: {
    cause: `the chosen search instance is disabled, or its configuration is invalid; ${INSTEAD}`,
    cure: 'open the instance in the administration, and enable or correct it',
  },
  stopped: {
    cause: `no process keeps the search instance up to date; ${INSTEAD}`,
    cure: 'start one with "tributary work"',
  },
  failing: {
    cause: `the search instance does not take changes; ${INSTEAD}`,
    cure: 'read GET /api/admin/search, which says why',
  },
  filling: undefined,
  behind: {
    cause: `the search instance is behind with changes; ${INSTEAD}`,
    cure: 'wait, or read the log of the instance',
  },
}

/** `/health` reports that the chosen instance does not answer. */
export function searchHealth(parts: () => Parts): HealthCheck {
  return {
    name: 'search-instance',
    cure: 'read GET /api/admin/search',
    needs: ['database', 'database-pool'],
    async check() {
      const { problem } = await describeSearch(parts())
      return problem === null ? undefined : PROBLEMS[problem]
    },
  }
}
