import { expect, it } from 'vitest'
import { interleave } from '../src/queue/interleave.ts'
import type { Turn } from '../src/queue/turn-store.ts'

const turn = (entryId: string, overdue = false): Turn => ({
  entryId,
  userId: 'ada',
  overdue,
  alone: false,
  isLong: false,
})
const ids = (turns: readonly Turn[]) => turns.map(({ entryId }) => entryId)

it('gives every fourth start to overdue jobs, and keeps the order otherwise', () => {
  const turns = [
    ...['a', 'b', 'c', 'd', 'e'].map((id) => turn(id)),
    turn('late-1', true),
    turn('late-2', true),
  ]
  expect(ids(interleave(turns, 0))).toEqual(['a', 'b', 'c', 'late-1', 'd', 'e', 'late-2'])
})

it('counts earlier starts, so that an order computed for each start is fair as well', () => {
  const turns = [turn('a'), turn('b'), turn('late', true)]
  expect([0, 1, 2, 3].map((started) => ids(interleave(turns, started))[0])).toEqual(['a', 'a', 'a', 'late'])
})
