import type { HealthCheck, HealthProblem } from '@tributary/operations'
import type { ConnectionFigures } from './read-connection-figures.ts'

type Figures = readonly ConnectionFigures[]

/** A worker queues due syncs once a minute; a tick may be skipped, and a full one leaves the rest to the next. */
const OVERDUE_SECONDS = 15 * 60

/** The checks of this plugin, based on the same figures. */
export function connectionHealthChecks(figures: () => Promise<Figures>): readonly HealthCheck[] {
  const check = (find: (figures: Figures) => HealthProblem | undefined) => async () => find(await figures())
  return [
    {
      name: 'scheduled-syncs',
      cure: 'check that a worker runs ("tributary work"), and its log for the reason',
      // A missing worker is the cause; the check `workers` reports it.
      needs: ['database', 'database-writes', 'database-pool', 'workers'],
      check: check(overdue),
    },
    {
      name: 'token-refreshes',
      cure: 'check the log of the workers for the reason; the client at the provider may have changed, or its sign-in may be unavailable',
      needs: ['database', 'database-writes', 'database-pool', 'workers', 'scheduled-syncs'],
      check: check(expired),
    },
  ]
}

function overdue(figures: Figures): HealthProblem | undefined {
  const longest = Math.max(0, ...figures.map(({ overdueSeconds }) => overdueSeconds))
  if (longest <= OVERDUE_SECONDS) return undefined
  return { cause: `a sync has been due for ${Math.floor(longest / 60)} minutes without being queued` }
}

function expired(figures: Figures): HealthProblem | undefined {
  const backlog = figures.filter((each) => each.expired > 0)
  if (backlog.length === 0) return undefined
  const perIntegration = new Map<string, number>()
  for (const { integration, expired: n } of backlog)
    perIntegration.set(integration, (perIntegration.get(integration) ?? 0) + n)
  const counted = [...perIntegration].map(([integration, n]) => `${n} of ${integration}`)
  return { cause: `tokens of connections have expired and were not refreshed (${counted.join(', ')})` }
}
