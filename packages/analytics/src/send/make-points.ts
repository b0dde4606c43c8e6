import type { FeedChange } from '@tributary/changes'
import type { AnalyticsPoint } from '@tributary/integration-kit/providers'

/** What this package reads of a daily value and of a measurement, which is what their routes show. */
interface Resource {
  readonly metric: string
  readonly integration: string
  readonly connectionId: string | null
  readonly date?: string
  readonly measuredAt?: string
  readonly value: unknown
}

/**
 * The points of changes. A point is the same for the same metric, day or instant, person, integration and connection, so that a correction
 * replaces it. Days are written at midnight UTC; yes and no are 1 and 0. Texts and times of day are no numbers and are not sent; what was
 * deleted stays, since instances cannot delete.
 *
 * @param leftOut integrations whose terms forbid to combine their data
 */
export function makePoints(
  changes: readonly FeedChange[],
  { pseudonym, leftOut }: { readonly pseudonym: string; readonly leftOut: readonly string[] },
): AnalyticsPoint[] {
  return changes.flatMap(({ change, resource }) => {
    if (change === 'delete' || resource === null) return []
    const { metric, integration, connectionId, date, measuredAt, value } = resource as Resource
    const number = typeof value === 'boolean' ? Number(value) : value
    if (typeof number !== 'number' || leftOut.includes(integration)) return []
    const at = measuredAt ?? `${date}T00:00:00.000Z`
    const labels = { person: pseudonym, source: integration, connection: connectionId ?? '' }
    return [{ metric, at, value: number, labels: withoutEmpty(labels) }]
  })
}

function withoutEmpty(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([, label]) => label !== ''))
}
