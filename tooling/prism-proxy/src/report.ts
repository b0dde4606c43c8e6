import { existsSync, readFileSync } from 'node:fs'

/** What the proxies of one run have written. */
export interface Report {
  /** The number of answers that were compared with the document. */
  readonly checked: number
  readonly violations: readonly string[]
}

export function readReport(file: string): Report {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const violations = lines
    .filter((line) => line.startsWith('violation '))
    .map((line) => line.slice('violation '.length))
  return {
    checked: lines.filter((line) => line.startsWith('checked ')).length,
    violations: [...new Set(violations)],
  }
}
