import { expect, test } from 'vitest'
import { effectiveFacts } from '../src/facts/effective-facts.ts'

const source = (enricher: string, confidence: number, facts: object | null, isDoubtful = false) => ({
  enricher,
  confidence,
  facts: facts as Record<string, unknown> | null,
  is_doubtful: isDoubtful,
})

/** In whichever order the sources are read. */
const bothWays = (sources: Parameters<typeof effectiveFacts>[0], corrections: Record<string, unknown> = {}) =>
  [sources, sources.toReversed()].map((order) => effectiveFacts(order, corrections))

const twice = <T>(facts: T) => [facts, facts]

test('of two enrichers that disagree on a value, the surer one has the last word', () => {
  expect(bothWays([source('a', 0.8, { year: 1995 }), source('b', 0.9, { year: 1996 })])).toEqual(
    twice({
      year: { value: 1996, origins: ['b'] },
    }),
  )
})

test('of equally sure ones, the first by name has it, and the language model comes last', () => {
  expect(bothWays([source('b', 0.75, { year: 1996 }), source('a', 0.75, { year: 1995 })])).toEqual(
    twice({
      year: { value: 1995, origins: ['a'] },
    }),
  )
  expect(
    bothWays([
      source('enrichment', 0.75, { contentType: 'music' }),
      source('z', 0.75, { contentType: 'talk' }),
    ]),
  ).toEqual(
    twice({
      contentType: { value: 'talk', origins: ['z'] },
    }),
  )
})

test('lists are joined, the words of the surest first, each once in the spelling of the surest', () => {
  expect(
    bothWays([source('a', 0.8, { tags: ['drama', 'slow'] }), source('b', 0.9, { tags: ['Drama', 'dark'] })]),
  ).toEqual(twice({ tags: { value: ['Drama', 'dark', 'slow'], origins: ['b', 'a'] } }))
})

test('doubtful facts count only where there are no others, however sure', () => {
  const doubtful = source('a', 0.69, { year: 1995, genres: ['Drama'], language: 'de' }, true)
  expect(bothWays([doubtful, source('b', 0.6, { year: 1996, genres: ['Comedy'] })])).toEqual(
    twice({
      year: { value: 1996, origins: ['b'] },
      genres: { value: ['Comedy'], origins: ['b'] },
      language: { value: 'de', origins: ['a'] },
    }),
  )
})

test('a correction takes the place of everything, also one that says that there is nothing', () => {
  expect(
    bothWays([source('a', 1, { year: 1995, tags: ['x'] }), source('b', 1, null)], { year: 2001, tags: [] }),
  ).toEqual(
    twice({
      year: { value: 2001, origins: ['person'] },
      tags: { value: [], origins: ['person'] },
    }),
  )
})
