import { datesIn } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import type { DailyMetricRecord } from '../records.ts'
import type { DaysRead } from './days-read.ts'
import { isOfOnePart, type PartFailure } from './part-failures.ts'

/** One kind of data for some dates, requested separately. */
export interface Part<Row = DailyMetricRecord> {
  /** Its name for the person, if a stream has several: `Active Zone Minutes`. */
  readonly name?: string
  readonly range: DateRange
  read(): Promise<DaysRead<Row>>
}

/**
 * Reads parts one after the other, since all of a person's requests share one budget. If a part is refused, its dates are
 * incomplete and the others are not affected. Throws if a problem of the provider affects all parts: they are all read later.
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
  // Most problems with a single kind of data have passed by the time the others are read.
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
