import { describe, expect, it } from 'vitest'
import { FairTurns } from '../src/index.ts'

const PATIENT = { milliseconds: 10_000 }

describe('turns', () => {
  it('go to the person with the fewest, among equals to the longest waiting, and within one in order', async () => {
    const turns = new FairTurns({ places: 2 })
    const order: string[] = []
    const take = (person: string, name: string) =>
      turns.take(person, PATIENT).then((turn) => {
        order.push(name)
        return turn
      })
    const first = [await take('a', 'a1'), await take('a', 'a2')]
    const waiting = [take('a', 'a3'), take('a', 'a4'), take('b', 'b1'), take('c', 'c1'), take('b', 'b2')]
    expect([turns.waiting, turns.waitingOf('a')]).toEqual([5, 2])
    // The second call is of no effect.
    first[0]?.end()
    first[0]?.end()
    await waiting[2]
    first[1]?.end()
    await waiting[0]
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3'])
    // `b` holds none after this, as `c`, who has waited longer.
    ;(await waiting[2])?.end()
    await waiting[3]
    ;(await waiting[0])?.end()
    await waiting[4]
    ;(await waiting[4])?.end()
    await waiting[1]
    expect(order.slice(4)).toEqual(['c1', 'b2', 'a4'])
    expect(turns.waiting).toBe(0)
  })

  it('that time out are given up, without effect on the others', async () => {
    const turns = new FairTurns({ places: 1 })
    const held = await turns.take('a', PATIENT)
    expect(await turns.take('b', { milliseconds: 10 })).toBeUndefined()
    const next = turns.take('c', PATIENT)
    held?.end()
    expect(await next).toBeDefined()
    expect(turns.waiting).toBe(0)
  })

  it('that are aborted by their signal leave the queue', async () => {
    const turns = new FairTurns({ places: 1 })
    const held = turns.takeFree('a')
    const gone = new AbortController()
    const waiting = turns.take('b', { ...PATIENT, signal: gone.signal })
    gone.abort()
    expect([await waiting, turns.waiting]).toEqual([undefined, 0])
    expect(await turns.take('b', { ...PATIENT, signal: gone.signal })).toBeUndefined()
    held?.end()
    expect(turns.takeFree('c')).toBeDefined()
  })

  it('are limited per person, even if others are free', async () => {
    const turns = new FairTurns({ places: 3, perPerson: 2 })
    const first = turns.takeFree('a')
    expect([first, turns.takeFree('a')].every((turn) => turn !== undefined)).toBe(true)
    expect(turns.takeFree('a')).toBeUndefined()
    const waiting = turns.take('a', PATIENT)
    expect(turns.takeFree('b')).toBeDefined()
    first?.end()
    expect(await waiting).toBeDefined()
  })

  it('become more when the limit of a person has risen', async () => {
    let limit = 1
    const turns = new FairTurns({ places: 2, perPerson: () => limit })
    const held = turns.takeFree('a')
    const waiting = [turns.take('a', PATIENT), turns.take('a', PATIENT)]
    limit = 2
    held?.end()
    expect((await Promise.all(waiting)).every((turn) => turn !== undefined)).toBe(true)
  })
})
