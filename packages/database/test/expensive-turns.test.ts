import { runForPerson } from '@tributary/core'
import { describe, expect, it } from 'vitest'
import { defaultExpensiveStatements, ExpensiveTurns } from '../src/expensive-turns.ts'

const started = async (turns: ExpensiveTurns, person: string, cost: 'cheap' | 'expensive' = 'expensive') => {
  const taken = runForPerson(person, () => turns.take(person), cost)
  const state = await Promise.race([taken, new Promise((resolve) => setImmediate(resolve, 'waits'))])
  return { state: state === undefined ? 'free' : state === 'waits' ? 'waits' : 'taken', taken }
}

describe('the statements of expensive requests', () => {
  it('wait for turns, unlike those of cheap requests and background work', async () => {
    const turns = new ExpensiveTurns({ places: 1, patience: 10_000 })
    const first = await started(turns, 'ada')
    const second = await started(turns, 'ada')
    const other = await started(turns, 'grace')
    expect([first.state, second.state, other.state]).toEqual(['taken', 'waits', 'waits'])
    expect((await started(turns, 'ada', 'cheap')).state).toBe('free')
    expect(await runForPerson('job:ada', () => turns.take('job:ada'))).toBeUndefined()
    // `grace` asked later, and holds as few as `ada` after this.
    ;((await first.taken) as { end(): void }).end()
    ;((await second.taken) as { end(): void }).end()
    expect(await other.taken).toBeDefined()
  })

  it('of a single person take all places, and leave one to others who send requests', async () => {
    let now = 0
    const turns = new ExpensiveTurns({ places: 2, patience: 10_000, now: () => now })
    const alone = [await started(turns, 'ada'), await started(turns, 'ada')]
    expect(alone.map(({ state }) => state)).toEqual(['taken', 'taken'])
    await started(turns, 'grace', 'cheap')
    for (const { taken } of alone) ((await taken) as { end(): void }).end()
    const among = [await started(turns, 'ada'), await started(turns, 'ada'), await started(turns, 'grace')]
    expect(among.map(({ state }) => state)).toEqual(['taken', 'waits', 'taken'])
    now = 60_001
    const graces = (await among[2]?.taken) as { end(): void } | undefined
    graces?.end()
    expect(await among[1]?.taken).toBeDefined()
  })

  it('report when they timed out', async () => {
    const turns = new ExpensiveTurns({ places: 1, patience: 10 })
    await started(turns, 'ada')
    expect(await (await started(turns, 'ada')).taken).toBe('late')
  })

  it('never take all connections by default', () => {
    expect([
      defaultExpensiveStatements(1),
      defaultExpensiveStatements(2),
      defaultExpensiveStatements(3),
    ]).toEqual([1, 1, 2])
    expect(defaultExpensiveStatements(1_000)).toBeGreaterThanOrEqual(2)
  })
})
