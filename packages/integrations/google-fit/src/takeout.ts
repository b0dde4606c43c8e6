import { type MixedExport, translatedTable } from '@tributary/integration-kit/files'
import { TABLE } from './columns-table.ts'
import { TAKEOUT } from './facts-table.ts'

/** By the member `Data Source`: the names of files are cut off, and numbered when that makes them alike. */
const stream = (name: string) => ({
  format: 'list' as const,
  list: ['Data Points'],
  matches: (beginning: string) => new RegExp(String.raw`"Data Source"\s*:\s*"[^"]*:${name}"`).test(beginning),
})

/** The files of a Takeout. Of a kind of stream the merged one: the others, of single devices and apps, have the same data again. */
export const EXPORT: MixedExport<'day' | 'summary' | 'session' | 'heartRate' | 'measuredWeight'> = {
  ...TAKEOUT,
  kinds: {
    day: translatedTable(TABLE, 'timeOfDay'),
    summary: translatedTable(TABLE, 'date'),
    session: {
      format: 'object',
      matches: (text) => /^\s*\{/.test(text) && text.includes('"fitnessActivity"'),
    },
    heartRate: stream('merge_heart_rate_bpm'),
    measuredWeight: stream('merge_weight'),
  },
}
