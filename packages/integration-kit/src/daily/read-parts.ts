import { datesIn } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import type { DaysRead } from './days-read.ts'
import { isOfOnePart, type PartFailure } from './part-failures.ts'

/** One kind of data over some dates, asked for by itself. */
export interface Part {
  /** What a person knows it as, where a stream has several: `Active Zone Minutes`. */
  readonly name?: string
  readonly range: DateRange
  read(): Promise<DaysRead>
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
export async function readParts(parts: readonly Part[]): Promise<DaysRead> {
  const results = new Map<Part, DaysRead | PartFailure>()
  for (const part of parts) results.set(part, await tryPart(part))
  const isAnyRead = [...results.values()].some((result) => !isFailure(result))
  if (!isAnyRead) throwTrouble(results)
  // Most trouble of a single kind of data has passed by the time that the others are read.
  else for (const [part, result] of results) if (isTrouble(result)) results.set(part, await tryPart(part))
  return join(results)
}

async function tryPart(part: Part): Promise<DaysRead | PartFailure> {
  try {
    return await part.read()
  } catch (error) {
    if (!isOfOnePart(error)) throw error
    return { name: part.name, error }
  }
}

function isFailure(result: DaysRead | PartFailure): result is PartFailure {
  return 'error' in result
}

function isTrouble(result: DaysRead | PartFailure): result is PartFailure {
  return isFailure(result) && result.error.code === 'upstream'
}

function throwTrouble(results: ReadonlyMap<Part, DaysRead | PartFailure>): void {
  const trouble = [...results.values()].find(isTrouble)
  if (trouble !== undefined) throw trouble.error
}

function join(results: ReadonlyMap<Part, DaysRead | PartFailure>): DaysRead {
  const read = [...results.values()].filter((result): result is DaysRead => !isFailure(result))
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
