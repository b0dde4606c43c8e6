import type { DailyMetricRecord } from '@tributary/integration-kit'
import { readFields } from '@tributary/integration-kit/daily'
import type { Day } from './api-shapes.ts'

/** The metrics, which are named `example-service.<field>`. A field with the meaning of another integration's takes its name. */
export const FIELDS = { steps: { label: 'Steps', unit: 'steps', type: 'number' } } as const

/** The path of each field in a day. */
const SOURCES = { steps: { path: ['steps'] } } as const

/** A value that is missing is no record, and not zero. */
export function dayRecords(day: Day): DailyMetricRecord[] {
  return readFields(SOURCES, day.date, day)
}
