import type { PossibleDates } from '../../dates/possible-dates.ts'
import { fileParseError, quoted } from '../file-parse-error.ts'
import type { Candidate, Question, SeenDate } from './choose-reading.ts'
import { type ChosenReading, type DateReading, ORDER_NAMES, usualReadings } from './date-reading.ts'

export const SAME_WAY = 'All dates of one file must be written the same way.'

/** Reported at the row that rules out the last reading. */
export function contradiction(candidates: readonly Candidate[]) {
  const lineOf = ({ firstMisfit }: Candidate) => firstMisfit?.position.line ?? 0
  const byEnd = candidates.toSorted((one, other) => lineOf(other) - lineOf(one))
  const last = byEnd[0]
  const before = byEnd.find((each) => last !== undefined && lineOf(each) < lineOf(last)) ?? last
  if (last?.firstMisfit === undefined || before?.firstMisfit === undefined)
    throw new Error('no date contradicts')
  return fileParseError(
    last.firstMisfit.position,
    `Expected ${ORDER_NAMES[last.reading.order]} as in line ${lineOf(before)} (${quoted(before.firstMisfit.date.text)}), found ${quoted(last.firstMisfit.date.text)}. ${SAME_WAY}`,
  )
}

/** Shows the result of each choice for a date on which the readings differ. */
export function undecided(fitting: readonly Candidate[], disputed: SeenDate) {
  const orders = new Set<string>(fitting.map(({ reading }) => reading.order))
  const values = orders.size > 1 ? orders : new Set<string>(fitting.map(({ reading }) => reading.calendar))
  const option = orders.size > 1 ? 'dateOrder' : 'calendar'
  const choices = fitting.map(({ read, reading: { order, calendar } }) => {
    return `${read(disputed)} (${orders.size > 1 ? order : calendar})`
  })
  return fileParseError(
    disputed.position,
    `The dates of this file can be read in several ways: ${quoted(disputed.date.text)} is ${choices.join(' or ')}. Choose with the option ${option} (${[...values].join(' or ')}), in an upload a form field beside the file, and import it again.`,
    { resolvedBy: { option, choices: [...values] } },
  )
}

/** For a file without any possible date. */
export function noPossibleDate(first: SeenDate, { chosen, possible }: Question) {
  if (isChosen(chosen)) return notAsChosen(first, chosen)
  const expected = describeExpected(usualReadings(first.date), possible)
  return fileParseError(
    first.position,
    `${expected}, found ${quoted(first.date.text)}. Dates of another order or calendar need the options dateOrder and calendar.`,
  )
}

/** The requirements of a date under any of the readings. */
export function describeExpected(readings: readonly DateReading[], possible: PossibleDates): string {
  const orders = [...new Set(readings.map(({ order }) => ORDER_NAMES[order]))].join(' or ')
  return `Expected a date in the order ${orders}, ${possible.span}`
}

export function isChosen({ dateOrder, calendar }: ChosenReading): boolean {
  return dateOrder !== 'auto' || calendar !== 'auto'
}

export function notAsChosen({ position, date }: SeenDate, { dateOrder, calendar }: ChosenReading) {
  const order = dateOrder === 'auto' ? 'a date' : `a date in the order ${ORDER_NAMES[dateOrder]}`
  const ofCalendar = calendar === 'auto' ? '' : ` of the calendar ${calendar}`
  const option =
    dateOrder === 'auto' ? 'calendar' : calendar === 'auto' ? 'dateOrder' : 'dateOrder and calendar'
  return fileParseError(
    position,
    `Expected ${order}${ofCalendar}, chosen with the option ${option}, found ${quoted(date.text)}.`,
  )
}
