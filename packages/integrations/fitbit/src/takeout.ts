import type { ImportContext, MetricField } from '@tributary/integration-kit'
import {
  type DayFile,
  dayFileKinds,
  dayPartOf,
  hasColumn,
  importDayParts,
  localDateOf,
  type MixedEntry,
  type MixedExport,
  readOptions,
} from '@tributary/integration-kit/files'
import { TakeoutOptions } from './import-options.ts'
import { DAY_FIELDS, DAY_FILES, KILOGRAMS, TAKEOUT } from './takeout-files-table.ts'

type DayKind = keyof typeof DAY_FILES

const FILES: Readonly<Record<DayKind, DayFile>> = DAY_FILES
const KINDS = Object.keys(DAY_FILES) as DayKind[]

/** The files of a Takeout that are read. */
export const EXPORT: MixedExport<DayKind | 'sleepLogs' | 'sleeps'> = {
  ...TAKEOUT,
  kinds: {
    ...dayFileKinds(FILES),
    sleepLogs: {
      format: 'list',
      matches: (text, name) => /^sleep-\d{4}-/.test(name) && /^\s*\[/.test(text),
    },
    sleeps: { format: 'table', matches: (text) => hasColumn(text, 'minutes_asleep') },
  },
}

/** Imports the days of the files with some fields. */
export function importDays(context: ImportContext, fields: Readonly<Record<string, MetricField>>) {
  const { timeZone, partialDays, weightUnit } = readOptions(TakeoutOptions, context.options)
  const localDate = localDateOf(timeZone)
  const [weighed, unweighed] = [new Set<string>(), new Set<string>()]
  return importDayParts(context, {
    source: EXPORT,
    only: KINDS.filter((kind) => Object.hasOwn(fields, FILES[kind].field)),
    fields: DAY_FIELDS,
    withPartialDays: partialDays,
    read({ value }, { kind, name }) {
      const file = FILES[kind]
      const isLog = kind === 'weightLogs'
      const unit = isLog && weightUnit !== 'unknown' ? { unit: KILOGRAMS[weightUnit] } : {}
      const part = dayPartOf(value, { ...file, ...unit }, { name, time: timeOf(value), localDate })
      if (file.field !== 'weight' || typeof part !== 'object') return part
      const hasUnit = !isLog || weightUnit !== 'unknown'
      ;(hasUnit ? weighed : unweighed).add(part.date)
      return hasUnit ? part : undefined
    },
    warning: () => ([...unweighed].every((date) => weighed.has(date)) ? undefined : NO_UNIT),
  })
}

const NO_UNIT =
  'The weights of weight-….json are left out, because these files do not name their unit: choose kg or lb, and import the file again.'

/** The JSON files write `MM/DD/YY HH:MM:SS`. */
function timeOf(row: MixedEntry['value']): string {
  const written = String(row['dateTime'] ?? row['timestamp'] ?? row['date_time'] ?? row['date'])
  return written.replace(/^(\d\d)\/(\d\d)\/(\d\d)/, '20$3-$1-$2')
}
