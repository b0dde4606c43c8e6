import { describe, expect, test } from 'vitest'
import { type ClaimQuery, LeasedTurns, type TurnSignals } from '../src/index.ts'

interface Job {
  readonly userId: string
  readonly name: string
}

/** Turns over a list of due jobs, whose service ends when it is told to. */
function startTurns(due: Job[]) {
  const queries: ClaimQuery[] = []
  const served: {
    readonly job: Job
    readonly signals: TurnSignals
    readonly ended: PromiseWithResolvers<void>
  }[] = []
  const errors: { readonly error: unknown; readonly of: string | undefined }[] = []
  let failure: Error | undefined
  const turns = new LeasedTurns<Job>({
    async claim(query) {
      queries.push(query)
      if (failure !== undefined) throw failure
      const claimed: Job[] = []
      for (const job of due) {
        const ofPerson = claimed.filter(({ userId }) => userId === job.userId).length
        if (claimed.length < query.limit && ofPerson < query.mostOfPerson && !query.busy.includes(job.userId))
          claimed.push(job)
      }
      for (const job of claimed) due.splice(due.indexOf(job), 1)
      return claimed
    },
    serve(job, signals) {
      const ended = Promise.withResolvers<void>()
      served.push({ job, signals, ended })
      return ended.promise
    },
    onError: (error, claim) => errors.push({ error, of: claim?.name }),
  })
  return { turns, queries, served, errors, fail: (error: Error | undefined) => (failure = error) }
}

const jobs = (userId: string, count: number): Job[] =>
  Array.from({ length: count }, (_, n) => ({ userId, name: `${userId}${n}` }))
/** Until nothing more happens by itself. */
const settled = () => new Promise((resolve) => setImmediate(resolve))
const countOf = (all: readonly { readonly job: Job }[], person: string) =>
  all.filter(({ job }) => job.userId === person).length

describe('turns', () => {
  test('serve all that is due, claimed by few looks with an owner of their own', async () => {
    const { turns, queries, served } = startTurns([...jobs('ada', 6), ...jobs('bob', 2)])
    turns.look()
    await settled()
    expect(served.map(({ job }) => job.name).toSorted()).toEqual([
      ...jobs('ada', 6).map(({ name }) => name),
      ...jobs('bob', 2).map(({ name }) => name),
    ])
    expect(new Set(queries.map(({ owner }) => owner)).size).toBe(queries.length)
  })

  test('leave places to others: one person never has more than eight', async () => {
    const due = [...jobs('ada', 100), ...jobs('bob', 3)]
    const { turns, served } = startTurns(due)
    turns.look()
    await settled()
    expect([countOf(served, 'ada'), countOf(served, 'bob')]).toEqual([8, 3])
    served[0]?.ended.resolve()
    await settled()
    // A single free place is no room for as many as one look may claim.
    expect(countOf(served, 'ada')).toBe(8)
    for (const { ended } of served) ended.resolve()
    await settled()
    expect(countOf(served, 'ada')).toBe(16)
  })

  test('take no more than their places, and go on when one is free', async () => {
    const due = Array.from({ length: 70 }, (_, n) => ({ userId: `person${n}`, name: `${n}` }))
    const { turns, served } = startTurns(due)
    turns.look()
    await settled()
    expect(served).toHaveLength(64)
    for (let n = 0; n < 3; n++) served[n]?.ended.resolve()
    await settled()
    expect(served).toHaveLength(67)
  })

  test('look once more after a look during which they were asked to', async () => {
    const { turns, queries } = startTurns([])
    turns.look()
    turns.look()
    turns.look()
    await settled()
    expect(queries).toHaveLength(2)
  })

  test('tell of what failed, and go on', async () => {
    const due = jobs('ada', 1)
    const { turns, served, errors, fail } = startTurns(due)
    const away = new Error('the database is away')
    fail(away)
    turns.look()
    await settled()
    fail(undefined)
    turns.look()
    await settled()
    const broken = new Error('broken')
    served[0]?.ended.reject(broken)
    await settled()
    due.push(...jobs('bob', 1))
    turns.look()
    await settled()
    expect(errors).toEqual([
      { error: away, of: undefined },
      { error: broken, of: 'ada0' },
    ])
    expect(served).toHaveLength(2)
  })

  test('stop when what is served has ended, and claim nothing after', async () => {
    const due = jobs('ada', 1)
    const { turns, served, queries } = startTurns(due)
    turns.look()
    await settled()
    const stopped = turns.stop(10_000)
    expect([served[0]?.signals.stopping.aborted, served[0]?.signals.cut.aborted]).toEqual([true, false])
    due.push(...jobs('bob', 1))
    const looks = queries.length
    turns.look()
    served[0]?.ended.resolve()
    await stopped
    expect(queries).toHaveLength(looks)
    expect(served).toHaveLength(1)
  })

  test('are not waited for where they do not heed being cut off', async () => {
    const { turns, served } = startTurns(jobs('ada', 1))
    turns.look()
    await settled()
    await turns.stop(1)
    expect(served[0]?.signals.cut.aborted).toBe(true)
  })

  test('cut off after the given time what does not end by itself, which is no failure', async () => {
    const { turns, served, errors } = startTurns(jobs('ada', 1))
    turns.look()
    await settled()
    const [turn] = served
    turn?.signals.cut.addEventListener('abort', () => turn.ended.reject(turn.signals.cut.reason))
    await turns.stop(1)
    expect(turn?.signals.cut.aborted).toBe(true)
    expect(errors).toEqual([])
  })
})
