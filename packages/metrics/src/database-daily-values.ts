import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import { metricsOf } from './catalogue.ts'
import type { DailyValues } from './daily-values.ts'
import { historyOf, placesOf } from './metric-history.ts'
import type { MetricsTables } from './tables.ts'
import { listPickedValues } from './value-store.ts'

/** The service over the tables. */
export function databaseDailyValues(
  tables: () => Kysely<MetricsTables>,
  definitions: () => readonly IntegrationDefinition[],
): DailyValues {
  const known = (userId: string) => metricsOf(tables(), definitions(), userId)
  const list: DailyValues['list'] = async (userId) => {
    const metrics = await known(userId)
    return [...metrics.values()].map(({ metric, label, unit, type }) => ({
      metric,
      label,
      unit,
      type,
      history: historyOf(metric, metrics),
    }))
  }
  return {
    list,
    find: async (userId, name) => (await list(userId)).find(({ metric }) => metric === name),
    async listShown({ userId, metric, from, to }) {
      const places = placesOf([metric], await known(userId))
      const picked = await listPickedValues(tables(), { userId, places, from, to })
      return picked.map(({ date, value }) => ({ date, value }))
    },
  }
}
