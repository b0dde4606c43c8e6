import type { StoredRecords } from './stored-records.ts'

const SHOWN = 3

/**
 * Throws if two runs result in different records, with some of the missing, duplicate and different ones and with the
 * reasons of rejections.
 */
export function requireSame(actual: StoredRecords, expected: StoredRecords, what: string): void {
  report(actual, what, [...missingOf(actual, expected), ...surplusOf(actual, [expected])])
}

/** Throws if records of one run are missing or different after another; additional records are allowed. */
export function requireAll(actual: StoredRecords, expected: StoredRecords, what: string): void {
  report(actual, what, missingOf(actual, expected))
}

/** Throws for records that do not occur in any of some runs. */
export function requireNoMore(actual: StoredRecords, known: readonly StoredRecords[], what: string): void {
  report(actual, what, surplusOf(actual, known))
}

function report({ rejected }: StoredRecords, what: string, differences: readonly string[]): void {
  if (differences.length === 0) return
  const reasons = rejected.length === 0 ? '' : ` Rejected: ${rejected.slice(0, SHOWN).join(' ')}`
  throw new Error(`${what}: ${differences.join('; ')}.${reasons}`)
}

function missingOf(actual: StoredRecords, expected: StoredRecords): string[] {
  const entries = [...expected.byKey]
  const missing = entries.filter(([key]) => !actual.byKey.has(key)).map(([, text]) => text)
  const different = entries
    .filter(([key, text]) => (actual.byKey.get(key) ?? text) !== text)
    .map(([key, text]) => `${actual.byKey.get(key)} instead of ${text}`)
  return [...listed('missing', missing), ...listed('different', different)]
}

function surplusOf(actual: StoredRecords, known: readonly StoredRecords[]): string[] {
  const surplus = [...actual.byKey].filter(([key]) => known.every(({ byKey }) => !byKey.has(key)))
  return listed(
    'not delivered by a run without interruption',
    surplus.map(([, text]) => text),
  )
}

function listed(word: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return []
  const more = texts.length > SHOWN ? ', …' : ''
  const count = texts.length === 1 ? '1 record is' : `${texts.length} records are`
  return [`${count} ${word}: ${texts.slice(0, SHOWN).join(', ')}${more}`]
}
