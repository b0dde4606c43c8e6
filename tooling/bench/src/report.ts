import { median } from './median.ts'

const LABEL_WIDTH = 28
/** Values below are printed with three significant digits, others as whole numbers. */
const SHORT_BELOW = 100

/** What a benchmark printed under one heading, for the report. */
export interface Section {
  readonly heading: string
  readonly lines: { readonly label: string; readonly text: string }[]
  readonly rounds: MeasuredRounds[]
  readonly ratios: { readonly label: string; readonly value: number; readonly target?: Target }[]
}

/** One side's value in each round. */
export interface MeasuredRounds {
  readonly label: string
  readonly unit: string
  readonly values: readonly number[]
}

let sections: Section[] = []

/** Returns what was printed since the last call. */
export function takeSections(): readonly Section[] {
  const taken = sections
  sections = []
  return taken
}

export function printHeading(text: string): void {
  sections.push({ heading: text, lines: [], rounds: [], ratios: [] })
  process.stdout.write(`${text}\n`)
}

/** One line: `  bare Fastify              21,345 req/s`. */
export function printLine(label: string, text: string): void {
  sections.at(-1)?.lines.push({ label, text })
  writeLine(label, text)
}

function writeLine(label: string, text: string): void {
  process.stdout.write(`  ${label.padEnd(LABEL_WIDTH - 1)} ${text}\n`)
}

/** One side: the median of its rounds with the lowest and the highest, and a note. */
export function printRounds(
  label: string,
  { values, unit, note }: Omit<MeasuredRounds, 'label'> & { readonly note?: string },
): void {
  sections.at(-1)?.rounds.push({ label, values, unit })
  writeLine(label, rounds(values, unit) + (note === undefined ? '' : `, ${note}`))
}

/** The median of the rounds with the lowest and the highest: `21,345 req/s (20,110 to 22,032)`. */
export function rounds(values: readonly number[], unit: string): string {
  const spread =
    values.length > 1 ? ` (${figure(Math.min(...values))} to ${figure(Math.max(...values))})` : ''
  return `${figure(median(values))} ${unit}${spread}`
}

export interface Target {
  readonly is: 'at least' | 'at most'
  readonly value: number
  /** The other side, where there are several. */
  readonly to?: string
}

/** `target at least 0.95: met`. */
export function judged(value: number, target: Target): string {
  return `target ${target.is} ${target.value.toLocaleString('en')}: ${isMet(value, target) ? 'met' : 'missed'}`
}

export function isMet(value: number, target: Target): boolean {
  return target.is === 'at least' ? value >= target.value : value <= target.value
}

/** @param of where a benchmark has several: what the ratio is of */
export function printRatio(ratio: number, target?: Target, of?: string): void {
  const label = `ratio${target?.to === undefined ? '' : ` to ${target.to}`}${of === undefined ? '' : `, ${of}`}`
  sections.at(-1)?.ratios.push({ label, value: ratio, ...(target === undefined ? {} : { target }) })
  writeLine(label, `${ratio.toFixed(2)}${target === undefined ? '' : `, ${judged(ratio, target)}`}`)
}

/** Three significant digits, or more: `0.423`, `7.34`, `1,234`. */
export function figure(value: number): string {
  if (Math.abs(value) >= SHORT_BELOW) return whole(value)
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
