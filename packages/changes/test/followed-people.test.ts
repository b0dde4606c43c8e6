import { ProblemError } from '@tributary/core'
import { beforeEach, describe, expect, test } from 'vitest'
import { type ChangeFeed, changesErrors, FollowedPeople } from '../src/index.ts'

/** A feed of which only the moments matter: each statement is one. */
class Moments {
  moment = 0
  /** Who changed in which moment. */
  readonly changes: { userId: string; at: number }[] = []
  isRestored = false

  change(userId: string): void {
    this.changes.push({ userId, at: this.moment })
  }

  async findChanged({ userIds, since }: { userIds: readonly string[]; since?: string | undefined }) {
    if (this.isRestored && since !== undefined) {
      this.isRestored = false
      throw new ProblemError(changesErrors.CHANGES_START_OVER, { detail: 'Discard what you have.' })
    }
    const from = since === undefined ? Number.POSITIVE_INFINITY : Number(since)
    const found = this.changes.filter(({ userId, at }) => userIds.includes(userId) && at >= from)
    this.moment += 1
    return { changed: [...new Set(found.map(({ userId }) => userId))], now: String(this.moment) }
  }
}

let feed: Moments
let woken: string[][]
let failure: Error | undefined
let people: FollowedPeople

beforeEach(() => {
  feed = new Moments()
  woken = []
  failure = undefined
  people = new FollowedPeople({
    feed: () => feed as unknown as ChangeFeed,
    wake: async (userIds) => {
      if (failure !== undefined) throw failure
      woken.push([...userIds])
    },
  })
})

describe('the people that a plugin follows', () => {
  test('are each woken once when they are new, and then when they have changes', async () => {
    await people.follow(['ada', 'bob'])
    await people.follow(['ada', 'bob', 'eve'])
    await people.look()
    feed.change('bob')
    feed.change('mallory')
    await people.look()
    await people.look()
    expect(woken).toEqual([['ada', 'bob'], ['eve'], ['bob']])
  })

  test('are told of again if waking them failed', async () => {
    failure = new Error('the database is away')
    await expect(people.follow(['ada'])).rejects.toThrow('the database is away')
    failure = undefined
    await people.follow(['ada'])
    feed.change('ada')
    failure = new Error('the database is away')
    await expect(people.look()).rejects.toThrow('the database is away')
    failure = undefined
    await people.look()
    expect(woken).toEqual([['ada'], ['ada']])
  })

  test('are all woken after a restored backup', async () => {
    await people.follow(['ada', 'bob'])
    feed.isRestored = true
    await people.look()
    await people.look()
    expect(woken).toEqual([
      ['ada', 'bob'],
      ['ada', 'bob'],
    ])
  })

  test('are not asked about while another process follows them, and woken when it is this one again', async () => {
    await people.follow(['ada'])
    people.leave()
    feed.change('ada')
    const { moment } = feed
    await people.look()
    await people.follow([])
    expect(feed.moment).toBe(moment)
    await people.follow(['ada'])
    expect(woken).toEqual([['ada'], ['ada']])
  })
})
