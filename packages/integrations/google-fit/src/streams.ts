import { dailyMetricStream, eventStream, measurementStream } from '@tributary/integration-kit'
import {
  importDailyTables,
  importMixed,
  localDateOf,
  readMixed,
  readOptions,
} from '@tributary/integration-kit/files'
import { DAILY_COLUMNS, DAILY_FIELDS, MEASUREMENT_FIELDS, TABLE } from './columns-table.ts'
import { GoogleFitImportOptions } from './import-options.ts'
import { pointRecord, quarterRecord, sessionRecord } from './mapping.ts'
import { SESSION_FIELDS } from './sessions-table.ts'
import { EXPORT } from './takeout.ts'

const tables = {
  source: EXPORT,
  table: TABLE,
  columns: DAILY_COLUMNS,
  days: 'summary',
  parts: 'day',
} as const

export const dailyActivity = dailyMetricStream({
  id: 'daily-activity',
  displayName: 'Daily activity',
  fields: DAILY_FIELDS,
  importFile: (context) =>
    importDailyTables(context, {
      ...tables,
      withLastDay: readOptions(GoogleFitImportOptions, context.options).lastDay,
    }),
})

export const sessions = eventStream({
  id: 'sessions',
  displayName: 'Workouts and sleep',
  types: { workout: { label: 'Workout' }, sleep: { label: 'Sleep' } },
  fields: SESSION_FIELDS,
  importFile: (context) => {
    const localDate = localDateOf(readOptions(GoogleFitImportOptions, context.options).timeZone)
    const read = (entry: Parameters<typeof sessionRecord>[0]) => sessionRecord(entry, localDate)
    return importMixed(context, EXPORT, { only: ['session'], read: (files) => readMixed(files, read) })
  },
})

const POINTS = { heartRate: ['heartRate', 'bpm'], measuredWeight: ['measuredWeight', 'kg'] } as const

export const measurements = measurementStream({
  id: 'measurements',
  displayName: 'Heart rate, weight and steps within the day',
  fields: MEASUREMENT_FIELDS,
  importFile: (context) =>
    importMixed(context, EXPORT, {
      only: ['heartRate', 'measuredWeight', 'day'],
      read: (files) =>
        readMixed(files, (entry, { kind }) =>
          kind === 'heartRate' || kind === 'measuredWeight'
            ? pointRecord(POINTS[kind], entry.value)
            : quarterRecord(entry),
        ),
    }),
})
