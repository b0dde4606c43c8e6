import type { PossibleDates } from '../../dates/possible-dates.ts'
import { fileParseError, type Position, quoted } from '../file-parse-error.ts'
import {
  allReadings,
  type ChosenReading,
  chosenReadings,
  type DateOrder,
  type DateReading,
  dateUnder,
  usualReadings,
} from './date-reading.ts'
import { contradiction, describeExpected, isChosen, notAsChosen, undecided } from './date-refusals.ts'
import type { WrittenDate } from './written-date.ts'

/** A date of the file, with its first position and the number of rows that have it. */
export interface SeenDate {
  readonly date: WrittenDate
  readonly position: Position
  count: number
}

/** The dates of a file: all of one form, each possible under some reading. */
export interface SeenDates {
  /** In the order of the file. At least one. */
  readonly dates: readonly SeenDate[]
  /** Whether no row is later than the previous one, under this order. */
  isNewestFirst(order: DateOrder): boolean
}

export interface Question {
  readonly chosen: ChosenReading
  readonly possible: PossibleDates
}

/** A reading, and the rows that contradict it. */
export interface Candidate {
  readonly reading: DateReading
  readonly read: (seen: SeenDate) => string | undefined
  /** Rows whose date is possible only under other readings. */
  readonly misfits: number
  readonly firstMisfit: SeenDate | undefined
}

/**
 * Determines how the dates of a file are to be read, which depends on the account's language and is not stated in the file:
 *
 * 1. the readings that some language uses for this form, or that the person has chosen by an option;
 * 2. of these, the ones that make all dates possible: in the calendar, not before the provider's start, not after tomorrow;
 * 3. newest first, which may be true for only one of them;
 * 4. otherwise the person must choose: nothing is guessed.
 *
 * Throws `file_parse_error` with the position and, if it helps, the option to choose.
 */
export function chooseReading(file: SeenDates, question: Question): DateReading {
  const { eligible, others } = candidatesOf(file.dates, question)
  const fitting = eligible.filter(({ misfits }) => misfits === 0)
  const [first] = fitting
  if (first === undefined) return bestInSpiteOfMisfits({ eligible, others }, file.dates, question)
  const dispute = firstDispute(fitting, file.dates)
  if (dispute === undefined) return first.reading
  const [newestFirst, ...more] = fitting.filter(({ reading }) => file.isNewestFirst(reading.order))
  if (newestFirst !== undefined && firstDispute([newestFirst, ...more], file.dates) === undefined)
    return newestFirst.reading
  throw undecided(fitting, dispute)
}

/** All readings that can make a date possible: the chosen ones and the usual ones, so that a wrong choice is detected. */
export function consideredReadings(date: WrittenDate, chosen: ChosenReading) {
  const eligible = chosenReadings(date, chosen)
  const isEligible = (one: DateReading) =>
    eligible.some(({ order, calendar }) => one.order === order && one.calendar === calendar)
  return { eligible, others: usualReadings(date).filter((each) => !isEligible(each)) }
}

interface Candidates {
  readonly eligible: readonly Candidate[]
  readonly others: readonly Candidate[]
}

function candidatesOf(dates: readonly SeenDate[], { chosen, possible }: Question): Candidates {
  const [first] = dates
  if (first === undefined) return { eligible: [], others: [] }
  const candidate = (reading: DateReading): Candidate => {
    const read = ({ date }: SeenDate) => dateUnder(reading, date, possible)
    const misfits = dates.filter((seen) => read(seen) === undefined)
    const rows = misfits.reduce((sum, { count }) => sum + count, 0)
    return { reading, read, misfits: rows, firstMisfit: misfits[0] }
  }
  const { eligible, others } = consideredReadings(first.date, chosen)
  return { eligible: eligible.map(candidate), others: others.map(candidate) }
}

/** The first date on which the readings differ. */
function firstDispute([first, ...others]: readonly Candidate[], dates: readonly SeenDate[]) {
  return dates.find((seen) => others.some((other) => other.read(seen) !== first?.read(seen)))
}

/**
 * The reading of nearly all rows; the others are rejected one by one. Two orders in one file, as spreadsheets often produce, refuse
 * it: the rows that fit both may have been changed as well.
 */
function bestInSpiteOfMisfits(
  { eligible, others }: Candidates,
  dates: readonly SeenDate[],
  { chosen }: Question,
): DateReading {
  const [best, ...worse] = eligible.toSorted((one, other) => one.misfits - other.misfits)
  const rival = Math.min(...[...worse, ...others].map(({ misfits }) => misfits))
  if (best !== undefined && areFew(best.misfits, rival)) return best.reading
  const misfit = best?.firstMisfit ?? dates[0]
  if (misfit !== undefined && isChosen(chosen)) throw notAsChosen(misfit, chosen)
  throw contradiction(eligible)
}

/** Up to one row in ten, or a single one against several, is an invalid row; with more, the file has another form. */
export function areFew(count: number, against: number): boolean {
  return count * 10 <= against || (count === 1 && against >= 2)
}

/**
 * Throws if only a reading that no language uses makes all dates possible: the dates possible under the usual readings would then be
 * read wrongly too.
 */
export function refuseIfUnusualFits(
  file: SeenDates & {
    readonly impossible: readonly SeenDate[]
    isNewestFirstWithImpossible(order: DateOrder): boolean
  },
  { possible }: Question,
): void {
  const [first] = file.impossible
  if (first === undefined) return
  const all = [...file.dates, ...file.impossible]
  const fits = (reading: DateReading) =>
    all.every(({ date }) => dateUnder(reading, date, possible) !== undefined)
  const better = allReadings(first.date).find(
    (reading) => file.isNewestFirstWithImpossible(reading.order) && fits(reading),
  )
  if (better === undefined) return
  throw fileParseError(
    first.position,
    `${describeExpected(usualReadings(first.date), possible)}, found ${quoted(first.date.text)}. It is ${dateUnder(better, first.date, possible)} with the options dateOrder ${better.order} and calendar ${better.calendar}, which fit all dates of this file.`,
  )
}
