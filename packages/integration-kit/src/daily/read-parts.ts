import { datesIn } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import type { DailyMetricRecord } from '../records.ts'
import type { DaysRead } from './days-read.ts'
import { isOfOnePart, type PartFailure } from './part-failures.ts'

/** One kind of data over some dates, asked for by itself. */
export interface Part<Row = DailyMetricRecord> {
  /** What a person knows it as, where a stream has several: `Active Zone Minutes`. */
  readonly name?: string
  readonly range: DateRange
  read(): Promise<DaysRead<Row>>
}

/**
 * Reads parts one after the other: all of a person's account shares one budget of requests. A part that is refused leaves its dates
 * incomplete and the others alone. Throws where none can be read for the provider's trouble: then all of it has to be asked later.
 *
 * @example
 * const days = await readParts([
 *   { name: 'Steps', range, read: () => readSteps(http, range) },
 *   { name: 'Distance', range, read: () => readDistance(http, range) },
 * ])
 */
export async function readParts<Row = DailyMetricRecord>(
  parts: readonly Part<Row>[],
): Promise<DaysRead<Row>> {
  const results = new Map<Part<Row>, DaysRead<Row> | PartFailure>()
  for (const part of parts) results.set(part, await tryPart(part))
  const isAnyRead = [...results.values()].some((result) => !isFailure(result))
  if (!isAnyRead) throwTrouble(results)
  // Most trouble of a single kind of data has passed by the time that the others are read.
  else for (const [part, result] of results) if (isTrouble(result)) results.set(part, await tryPart(part))
  return join(results)
}

async function tryPart<Row>(part: Part<Row>): Promise<DaysRead<Row> | PartFailure> {
  try {
    return await part.read()
  } catch (error) {
    if (!isOfOnePart(error)) throw error
    return { name: part.name, error }
  }
}

function isFailure(result: DaysRead<unknown> | PartFailure): result is PartFailure {
  return 'error' in result
}

function isTrouble(result: DaysRead<unknown> | PartFailure): result is PartFailure {
  return isFailure(result) && result.error.code === 'upstream'
}

function throwTrouble(results: ReadonlyMap<unknown, DaysRead<unknown> | PartFailure>): void {
  const trouble = [...results.values()].find(isTrouble)
  if (trouble !== undefined) throw trouble.error
}

function join<Row>(results: ReadonlyMap<Part<Row>, DaysRead<Row> | PartFailure>): DaysRead<Row> {
  const read = [...results.values()].filter((result): result is DaysRead<Row> => !isFailure(result))
  const failed = [...results].filter(([, result]) => isFailure(result))
  return {
    records: read.flatMap(({ records }) => records),
    rejected: read.flatMap(({ rejected }) => rejected),
    withdrawn: read.flatMap(({ withdrawn = [] }) => withdrawn),
    skipped: read.reduce((sum, { skipped = 0 }) => sum + skipped, 0),
    incomplete: new Set([
      ...read.flatMap(({ incomplete = [] }) => [...incomplete]),
      ...failed.flatMap(([{ range }]) => datesIn(range)),
    ]),
    failures: [...results.values()].filter(isFailure),
    isUnread: read.length === 0,
  }
}
