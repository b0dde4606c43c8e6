import type { PluginContext } from '@tributary/core'
import { settings } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'

export const RESOLUTIONS = ['minute', 'hour', 'day'] as const
export type Resolution = (typeof RESOLUTIONS)[number]

/** What an administrator has decided about old measurements. */
export interface RetentionRule {
  readonly keepDays: number
  /** What older ones are replaced by a row for each of. */
  readonly resolution: Resolution
}

const DAY_MILLISECONDS = 86_400_000

/** The form of the settings of metrics. Without an entry nothing is deleted. */
export const metricsConfiguration = fields({
  keepMeasurementDays: field.integer({
    label: 'Days that single measurements are kept',
    description:
      'Older measurements, like each heart rate, are replaced by summaries: the lowest, highest and average value, and how many there were. This cannot be undone. 0 keeps all measurements.',
    default: 0,
    minimum: 0,
    maximum: 36_500,
  }),
  summarizeBy: field.select({
    label: 'Summaries of older measurements',
    description: 'One for each metric of a person and each minute, hour or day. Days are those of UTC.',
    choices: [
      { value: 'minute', label: 'By minute' },
      { value: 'hour', label: 'By hour' },
      { value: 'day', label: 'By day' },
    ],
    default: 'hour',
  }),
})

/** The rule as it is now; `undefined`: all measurements are kept, also while a value is invalid. */
export async function readRetentionRule(context: PluginContext): Promise<RetentionRule | undefined> {
  if (!context.hasService(settings)) return undefined
  const values = await context.getService(settings).read('metrics')
  const { keepMeasurementDays: keepDays, summarizeBy } = values ?? {}
  const resolution = RESOLUTIONS.find((each) => each === summarizeBy)
  if (typeof keepDays !== 'number' || keepDays < 1 || resolution === undefined) return undefined
  return { keepDays, resolution }
}

/** Earlier measurements are summarized. It is the beginning of a day in UTC, so that hours and days expire as a whole. */
export function keptFrom({ keepDays }: RetentionRule, now: number): Date {
  return new Date(Math.floor(now / DAY_MILLISECONDS - keepDays) * DAY_MILLISECONDS)
}
