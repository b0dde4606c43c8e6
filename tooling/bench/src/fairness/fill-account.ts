import { openAsBlob } from 'node:fs'
import type { ImportJob } from '@tributary/integration-host'
import { askServer, type Caller, followJob } from '../server/follow-job.ts'

/** The metrics with a value on every day of `TEN_YEARS`. */
export const METRICS = [
  'fitbit.steps',
  'fitbit.distance',
  'fitbit.activeZoneMinutes',
  'fitbit.calories',
] as const
export const TEN_YEARS = { from: '2016-01-01', to: '2025-12-31' } as const

const DAY_MILLISECONDS = 86_400_000
/** The maximum number of values in one request. */
const VALUES_AT_ONCE = 1_000

/** Imports a viewing history, and enters ten years of daily values. */
export async function fillAccount(
  caller: Caller,
  { file, rows }: { readonly file: string; readonly rows: number },
): Promise<void> {
  const { id } = await uploadHistory(caller, await openAsBlob(file))
  await followJob(caller, { id, rows })
  const values = tenYearsOfValues()
  for (let first = 0; first < values.length; first += VALUES_AT_ONCE) {
    const body = JSON.stringify({ values: values.slice(first, first + VALUES_AT_ONCE) })
    await askServer(caller, '/api/metrics/values', {
      method: 'PATCH',
      body: new Blob([body], { type: 'application/json' }),
    })
  }
}

function uploadHistory(caller: Caller, content: Blob): Promise<ImportJob> {
  return askServer<ImportJob>(caller, '/api/netflix/import', { method: 'POST', body: historyForm(content) })
}

export function historyForm(content: Blob): FormData {
  const body = new FormData()
  body.set('file', content, 'NetflixViewingHistory.csv')
  return body
}

function tenYearsOfValues(): { metric: string; date: string; value: number }[] {
  const first = Date.parse(TEN_YEARS.from)
  const days = (Date.parse(TEN_YEARS.to) - first) / DAY_MILLISECONDS + 1
  return Array.from({ length: days }, (_, day) => {
    const date = new Date(first + day * DAY_MILLISECONDS).toISOString().slice(0, 10)
    return METRICS.map((metric, index) => ({ metric, date, value: (day % 97) + index }))
  }).flat()
}
