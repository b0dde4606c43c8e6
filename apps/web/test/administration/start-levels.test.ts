import { expect, test } from 'vitest'
import { startLevels } from '../../src/pages/administration/services/start-levels.ts'

const needs = (plugin: string, dependsOn: string) => ({ plugin, dependsOn })

test('a plugin comes a step after the last that it needs', () => {
  expect(
    startLevels(
      ['jobs', 'database', 'netflix', 'web'],
      [needs('jobs', 'database'), needs('netflix', 'jobs'), needs('netflix', 'database')],
    ),
  ).toEqual([['database', 'web'], ['jobs'], ['netflix']])
})

test('what is not there is not waited for, and a circle ends', () => {
  expect(startLevels(['a', 'b', 'c'], [needs('a', 'gone'), needs('b', 'c'), needs('c', 'b')])).toEqual([
    ['a'],
    ['b', 'c'],
  ])
})
