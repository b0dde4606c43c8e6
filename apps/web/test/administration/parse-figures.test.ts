import { expect, test } from 'vitest'
import { parseFigures, sumOf } from '../../src/pages/administration/system/parse-figures.ts'

const TEXT = `# HELP jobs_open Open jobs.
# TYPE jobs_open gauge
jobs_open{kind="sync",state="due"} 3
jobs_open{kind="import",state="due"} 2
jobs_open{kind="sync",state="running"} 1
path{name="a \\"b\\" c\\\\d"} 1.5e+3

up 1
broken line here 7 8
`

test('figures have their labels, and other lines are left out', () => {
  expect(parseFigures(TEXT)).toEqual([
    { name: 'jobs_open', labels: { kind: 'sync', state: 'due' }, value: 3 },
    { name: 'jobs_open', labels: { kind: 'import', state: 'due' }, value: 2 },
    { name: 'jobs_open', labels: { kind: 'sync', state: 'running' }, value: 1 },
    { name: 'path', labels: { name: 'a "b" c\\d' }, value: 1500 },
    { name: 'up', labels: {}, value: 1 },
  ])
})

test('a sum is of the figures that fit, and missing is not zero', () => {
  const figures = parseFigures(TEXT)
  expect(sumOf(figures, 'jobs_open', { state: 'due' })).toBe(5)
  expect(sumOf(figures, 'jobs_open', { kind: 'sync' })).toBe(4)
  expect(sumOf(figures, 'jobs_open', { kind: 'backfill' })).toBeUndefined()
})
