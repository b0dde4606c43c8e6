import { median } from './median.ts'

const LABEL_WIDTH = 26

export function printHeading(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** One line: `  bare Fastify              21,345 req/s`. */
export function printLine(label: string, text: string): void {
  process.stdout.write(`  ${label.padEnd(LABEL_WIDTH)}${text}\n`)
}

/** The median of the rounds with the lowest and the highest: `21,345 req/s (20,110 to 22,032)`. */
export function rounds(values: readonly number[], unit: string): string {
  const spread = values.length > 1 ? ` (${whole(Math.min(...values))} to ${whole(Math.max(...values))})` : ''
  return `${whole(median(values))} ${unit}${spread}`
}

export interface Target {
  readonly is: 'at least' | 'at most'
  readonly value: number
}

/** `target at least 0.95: met`. */
export function judged(value: number, target: Target): string {
  const met = target.is === 'at least' ? value >= target.value : value <= target.value
  return `target ${target.is} ${target.value.toLocaleString('en')}: ${met ? 'met' : 'missed'}`
}

export function printRatio(ratio: number, target?: Target): void {
  printLine('ratio', `${ratio.toFixed(2)}${target === undefined ? '' : `, ${judged(ratio, target)}`}`)
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
