import type { DailyMetricRecord, Stream } from '@tributary/integration-kit'
import { collectPages, type FileRun } from '@tributary/testkit'
import { fitbit } from '../src/index.ts'

const STREAMS = fitbit.definition.streams.filter(
  (stream) => stream.importFile !== undefined,
) as Stream<DailyMetricRecord>[]

/** Reads a file with all streams: values by `<field> <date>`, of which none may come twice. */
export async function readTakeout(run: FileRun) {
  const values: Record<string, unknown> = {}
  const pages = (await Promise.all(STREAMS.map((stream) => collectPages(stream, run)))).flat()
  for (const { field, date, value } of pages.flatMap(({ records }) => records)) {
    const key = `${field} ${date}`
    if (Object.hasOwn(values, key)) throw new Error(`${key} comes twice`)
    values[key] = value
  }
  return {
    values,
    rejected: pages.flatMap(({ rejected = [] }) => rejected),
    warnings: pages.flatMap(({ warning }) => warning ?? []),
  }
}
