import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Poller } from '../src/index.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A poller whose polls end when they are told to. */
function startPoller() {
  const begun: PromiseWithResolvers<void>[] = []
  const errors: unknown[] = []
  const poller = new Poller({
    milliseconds: 100,
    poll: () => {
      const poll = Promise.withResolvers<void>()
      begun.push(poll)
      return poll.promise
    },
    onError: (error) => errors.push(error),
  })
  poller.start()
  return { poller, begun, errors, end: (index: number) => begun[index]?.resolve() }
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

describe('a poller', () => {
  test('polls at once and then at its interval', async () => {
    const { begun, end } = startPoller()
    expect(begun).toHaveLength(1)
    end(0)
    await pass(99)
    expect(begun).toHaveLength(1)
    await pass(1)
    expect(begun).toHaveLength(2)
  })

  test('does not begin a poll while one is under way, also when it is asked to', async () => {
    const { poller, begun, end } = startPoller()
    await pass(350)
    poller.poll()
    expect(begun).toHaveLength(1)
    end(0)
    await pass(0)
    poller.poll()
    expect(begun).toHaveLength(2)
  })

  test('goes on after a failed poll, and tells of it', async () => {
    const { begun, errors } = startPoller()
    const failure = new Error('the database is away')
    begun[0]?.reject(failure)
    await pass(100)
    expect(errors).toEqual([failure])
    expect(begun).toHaveLength(2)
  })

  test('is stopped when the poll that is under way has ended, and begins none after', async () => {
    const { poller, begun, end } = startPoller()
    let isStopped = false
    const stopping = poller.stop().then(() => {
      isStopped = true
    })
    await pass(500)
    expect(isStopped).toBe(false)
    end(0)
    await stopping
    poller.poll()
    await pass(500)
    expect(begun).toHaveLength(1)
  })
})
