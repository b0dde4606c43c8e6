import { expect, test } from 'vitest'
import { askOnce, enrichEach, type Work } from '../../src/enrichers.ts'

const works = ['a', 'b', 'c', 'd', 'e'].map(
  (key): Work => ({ key, platform: 'netflix', type: 'movie', title: key }),
)
const { signal } = new AbortController()

test('results are in the order of the works, whatever takes longer', async () => {
  const started: string[] = []
  const results = enrichEach(works, { signal, parallel: 2 }, async ({ key }) => {
    started.push(key)
    // The first of two is done last.
    if (key === 'a') for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    return { key, outcome: 'not_found' }
  })
  expect((await results.next()).value).toEqual({ key: 'a', outcome: 'not_found' })
  expect(started).toEqual(['a', 'b'])
  const rest = await Array.fromAsync(results)
  expect(rest.map(({ key }) => key)).toEqual(['b', 'c', 'd', 'e'])
})

test('the results before an error are kept, and it is about the first work without one', async () => {
  const keys: string[] = []
  const run = async () => {
    const results = enrichEach(works, { signal, parallel: 3 }, async ({ key }) => {
      if (key === 'b') throw new Error('no answer')
      return { key, outcome: 'not_found' }
    })
    for await (const { key } of results) keys.push(key)
  }
  await expect(run()).rejects.toThrow('no answer')
  expect(keys).toEqual(['a'])
})

test('nothing is asked after it was aborted', async () => {
  const controller = new AbortController()
  const asked: string[] = []
  const results = enrichEach(works, { signal: controller.signal }, async ({ key }) => {
    asked.push(key)
    return { key, outcome: 'not_found' }
  })
  await results.next()
  controller.abort(new Error('the server stops'))
  await expect(results.next()).rejects.toThrow('the server stops')
  expect(asked).toEqual(['a'])
})

test('what several works share is asked once, also while the first answer is awaited', async () => {
  const asked: string[] = []
  const once = askOnce<string>()
  const ask = async (key: string) =>
    once(key, async () => {
      asked.push(key)
      return `of ${key}`
    })
  expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual(['of a', 'of b', 'of a'])
  expect(await ask('b')).toBe('of b')
  expect(asked).toEqual(['a', 'b'])
})
