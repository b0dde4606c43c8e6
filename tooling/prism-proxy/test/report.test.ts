import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readReport } from '../src/report.ts'

test('a report counts the answers, and each violation once', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.txt')
  const violation = 'GET /api/jobs 200 answer body.items: Response body must be array'
  writeFileSync(
    file,
    `checked GET /api/jobs 200\nviolation ${violation}\nchecked GET /api/jobs 200\nviolation ${violation}\n`,
  )
  expect(readReport(file)).toEqual({ checked: 2, violations: [violation] })
})

test('a run in which no proxy wrote anything has checked nothing', () => {
  expect(readReport('/does/not/exist')).toEqual({ checked: 0, violations: [] })
})
