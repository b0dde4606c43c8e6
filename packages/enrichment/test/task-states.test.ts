import { expect, test } from 'vitest'
import { statesBefore, TASK_STATES, TASK_TRANSITIONS } from '../src/task-states.ts'

test('every state can be left and reached', () => {
  const reached = new Set<string>(['pending', ...TASK_TRANSITIONS.map(({ to }) => to)])
  expect([...reached].toSorted()).toEqual([...TASK_STATES].toSorted())
  expect(new Set(TASK_TRANSITIONS.map(({ from }) => from))).toEqual(new Set(TASK_STATES))
})

test('an end is only reached from a batch, except that terms forbid what waits', () => {
  expect(statesBefore('done')).toEqual(['enriching'])
  expect(statesBefore('failed')).toEqual(['enriching'])
  expect(statesBefore('skipped')).toEqual(['pending'])
  expect(statesBefore('enriching')).toEqual(['pending'])
})
