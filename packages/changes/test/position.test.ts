import { describe, expect, it } from 'vitest'
import { decodePosition, encodePosition } from '../src/change-cursor.ts'
import {
  BEGINNING,
  hasReceived,
  isPast,
  type Ordered,
  type Position,
  positionAfter,
  positionAtEnd,
} from '../src/position.ts'
import { covers, parseSnapshot, type Snapshot } from '../src/snapshot.ts'

describe('positions', () => {
  it('deliver each change once in every order of commits, with pages of every length', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const history = randomHistory(seed)
      const received: string[] = []
      let position: Position = BEGINNING
      for (const { now, committed, limit } of history) {
        const found = committed
          .filter((change) => !hasReceived(position, change))
          .toSorted((one, other) => compareAt(position, one, other))
        const page = found.slice(0, limit)
        for (const change of page) {
          received.push(nameOf(change))
          const after = positionAfter(position, now, change)
          expect(hasReceived(after, change)).toBe(true)
          expect(isPast(after, position)).toBe(true)
        }
        const last = page.at(-1)
        const next =
          found.length > limit && last !== undefined ? positionAfter(position, now, last) : positionAtEnd(now)
        position = decodePosition(encodePosition({ epoch: 'e', log: 7, position: next })).position
      }
      const all = history.at(-1)?.committed.map(nameOf) ?? []
      expect([seed, received.toSorted()]).toEqual([seed, all.toSorted()])
    }
  })

  it('keep cursors short with very many open transactions', () => {
    const open = Array.from({ length: 500 }, (_, n) => 1_000 + 2 * n)
    const snapshot = parseSnapshot(`1000:3000:${open.join(',')}`, 7)
    expect(snapshot).toEqual({ next: 1_107, open: open.slice(0, 50).map((id) => id + 7) })
    expect(covers({ next: 3_007, open: open.map((id) => id + 7) }, snapshot)).toBe(true)
    expect(encodePosition({ epoch: 'e', log: 7, position: positionAtEnd(snapshot) }).length).toBeLessThan(
      1_000,
    )
  })
})

interface Moment {
  readonly now: Snapshot
  /** The changes of all transactions that have committed. */
  readonly committed: readonly Ordered[]
  readonly limit: number
}

/** Transactions begin in the order of their numbers and end in any; the last moments read what is left. */
function randomHistory(seed: number): Moment[] {
  const random = lehmer(seed)
  const open = new Map<number, Ordered[]>()
  const committed: Ordered[] = []
  const moments: Moment[] = []
  let next = 3
  const look = () =>
    moments.push({
      now: { next, open: [...open.keys()] },
      committed: [...committed],
      limit: 1 + Math.floor(random() * 4),
    })
  for (let step = 0; step < 40; step++) {
    const action = random()
    const [oldest] = open.keys()
    if (action < 0.4) {
      const change = next++
      open.set(
        change,
        Array.from({ length: Math.floor(random() * 4) }, (_, n) => ({ change, key: `${n}` })),
      )
    } else if (action < 0.7 && oldest !== undefined) {
      const keys = [...open.keys()]
      const ended = keys[Math.floor(random() * keys.length)] ?? oldest
      committed.push(...(open.get(ended) ?? []))
      open.delete(ended)
    } else look()
  }
  for (const changes of open.values()) committed.push(...changes)
  open.clear()
  for (let n = 0; n < 120; n++) look()
  return moments
}

/** As the statement sorts. */
function compareAt({ within }: Position, one: Ordered, other: Ordered): number {
  const isBegun = ({ change }: Ordered) => Number(change !== within?.change)
  return isBegun(one) - isBegun(other) || one.change - other.change || (one.key < other.key ? -1 : 1)
}

function nameOf({ change, key }: Ordered): string {
  return `${change}/${key}`
}

function lehmer(seed: number): () => number {
  let state = seed * 48_271
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
