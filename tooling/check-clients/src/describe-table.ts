import Table from 'cli-table3'
import { type Checked, COLUMNS } from './check-generator.ts'

const SIGNS = { passed: '✓', failed: '✗' } as const

/** A row for each generator, a column for each step that is empty after a failure. */
export function describeTable(checked: ReadonlyMap<string, Checked>): string {
  const table = new Table({ head: ['', ...COLUMNS], style: { head: [], border: [] } })
  for (const [name, { results }] of checked) {
    const signs = COLUMNS.map((column) => results.get(column)).map((result) => (result ? SIGNS[result] : ''))
    table.push([name, ...signs])
  }
  return table.toString()
}
