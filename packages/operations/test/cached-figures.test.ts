import { expect, test } from 'vitest'
import { cachedFigures } from '../src/index.ts'

/** Figures whose reads are controlled by the test. */
function scripted(patience = 5) {
  let time = 0
  let reads = 0
  let answer: () => Promise<number> = async () => reads
  const figures = cachedFigures(
    () => {
      reads += 1
      return answer()
    },
    { limits: { freshFor: 5_000, usableFor: 15_000, patience }, now: () => time },
  )
  return {
    figures,
    reads: () => reads,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    answer: (next: () => Promise<number>) => {
      answer = next
    },
  }
}

test('figures are read once in 5 s, however many ask', async () => {
  const { figures, reads, pass } = scripted(1_000)
  expect(await Promise.all([figures(), figures(), figures()])).toEqual([1, 1, 1])
  pass(4_999)
  expect(await figures()).toBe(1)
  pass(1)
  expect(await Promise.all([figures(), figures()])).toEqual([2, 2])
  expect(reads()).toBe(2)
})

test('the last figures are returned for 15 s while reading them fails or hangs', async () => {
  const { figures, pass, answer } = scripted()
  await figures()
  answer(() => Promise.reject(new Error('away')))
  pass(14_999)
  expect(await figures()).toBe(1)
  pass(1)
  await expect(figures()).rejects.toThrow('away')
  answer(() => new Promise(() => {}))
  await expect(figures()).rejects.toThrow('reading the figures took longer than 5 ms')
})

test('a hanging read is not started a second time, and its late result is used', async () => {
  const { figures, reads, answer } = scripted()
  let give: (value: number) => void = () => {}
  answer(
    () =>
      new Promise((resolve) => {
        give = resolve
      }),
  )
  await expect(figures()).rejects.toThrow('longer than')
  await expect(figures()).rejects.toThrow('longer than')
  expect(reads()).toBe(1)
  give(7)
  await expect.poll(figures).toBe(7)
})
