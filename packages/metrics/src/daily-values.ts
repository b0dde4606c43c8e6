import { serviceKey } from '@tributary/core'
import type { MetricType, MetricValue } from '@tributary/integration-kit/host'

/** A metric as other plugins see it. */
export interface DailyMetric {
  readonly metric: string
  readonly label: string
  readonly unit: string | null
  readonly type: MetricType
  /** Itself and the metrics whose history it continues: values of any of them are shown as its own. */
  readonly history: readonly string[]
}

/** The value of a day that is shown to the person, of all that were delivered for it. */
export interface DailyValue {
  /** `YYYY-MM-DD`, in the time zone of the person. */
  readonly date: string
  readonly value: MetricValue
}

/** Daily values, for plugins that act on them. */
export interface DailyValues {
  /** All metrics of a person. */
  list(userId: string): Promise<readonly DailyMetric[]>
  /** A metric of a person; `undefined` for an unknown one. */
  find(userId: string, metric: string): Promise<DailyMetric | undefined>
  /**
   * The shown values of a metric from one date to another, both included, the oldest first. Dates without a value are left out.
   *
   * @example
   * await values.listShown({ userId, metric: 'fitbit.steps', from: '2026-11-01', to: '2026-11-30' })
   */
  listShown(query: {
    readonly userId: string
    readonly metric: string
    readonly from: string
    readonly to: string
  }): Promise<readonly DailyValue[]>
}

/** The service `dailyValues`. */
export const dailyValues = serviceKey<DailyValues>('dailyValues')
