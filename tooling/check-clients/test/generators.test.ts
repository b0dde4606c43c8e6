import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeTable } from '../src/describe-table.ts'
import { GENERATORS } from '../src/generators.ts'

const PACKAGE = join(import.meta.dirname, '..')

test('every generator has a scenario, and every scenario a generator', () => {
  const folders = readdirSync(join(PACKAGE, 'scenarios')).filter((name) => !name.includes('.'))
  expect(folders.toSorted()).toEqual(GENERATORS.map(({ name }) => name).toSorted())
})

test('every version is exact', () => {
  const manifest = JSON.parse(readFileSync(join(PACKAGE, 'generators', 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
})

test('the table shows what passed and failed, and nothing after that', () => {
  const results = new Map([
    ['generate', 'passed'],
    ['compile', 'failed'],
  ] as const)
  const [, head, , row] = describeTable(new Map([['orval', { results }]])).split('\n')
  const cells = (line = '') => line.split('│').map((cell) => cell.trim())
  expect(cells(head).slice(1, 5)).toEqual(['', 'generate', 'compile', 'sign in'])
  expect(cells(row).slice(1, 5)).toEqual(['orval', '✓', '✗', ''])
})
