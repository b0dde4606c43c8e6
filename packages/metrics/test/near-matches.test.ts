import { expect, test } from 'vitest'
import { nearMatches } from '../src/near-matches.ts'

const NAMES = [
  'fitbit.steps',
  'ring.steps',
  'fitbit.bedTime',
  'fitbit.restingHeartRate',
  'daily-activity',
  'daily-sleep',
]

test.each([
  ['fitbit.step', ['fitbit.steps', 'ring.steps']],
  ['ring.stpes', ['ring.steps', 'fitbit.steps']],
  ['steps', ['fitbit.steps', 'ring.steps']],
  ['fitbit.BEDTIME', ['fitbit.bedTime']],
  ['fitbit.heartRate', ['fitbit.restingHeartRate']],
  ['activity', ['daily-activity']],
  ['fitbit.mood', []],
  ['', []],
])('"%s" may mean %j', (wanted, expected) => {
  expect(nearMatches(wanted, NAMES)).toEqual(expected)
})
