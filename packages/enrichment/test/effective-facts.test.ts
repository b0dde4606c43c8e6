import { expect, test } from 'vitest'
import { effectiveFacts } from '../src/facts/effective-facts.ts'

const source = (enricher: string, confidence: number, facts: object | null, isDoubtful = false) => ({
  enricher,
  confidence,
  facts: facts as Record<string, unknown> | null,
  is_doubtful: isDoubtful,
})

/** The same, in whichever order the sources are read. */
function expectFacts(
  sources: Parameters<typeof effectiveFacts>[0],
  corrections: object,
  facts: object,
): void {
  for (const order of [sources, sources.toReversed()])
    expect(effectiveFacts(order, corrections as Record<string, unknown>)).toEqual(facts)
}

test('of two enrichers that disagree on a value, the surer one has the last word', () => {
  expectFacts(
    [source('a', 0.8, { year: 1995 }), source('b', 0.9, { year: 1996 })],
    {},
    {
      year: { value: 1996, origins: ['b'] },
    },
  )
})

test('of equally sure ones, the first by name has it, and the language model comes last', () => {
  expectFacts(
    [source('b', 0.75, { year: 1996 }), source('a', 0.75, { year: 1995 })],
    {},
    {
      year: { value: 1995, origins: ['a'] },
    },
  )
  expectFacts(
    [source('enrichment', 0.75, { contentType: 'music' }), source('z', 0.75, { contentType: 'talk' })],
    {},
    {
      contentType: { value: 'talk', origins: ['z'] },
    },
  )
})

test('lists are joined, the words of the surest first, each once in the spelling of the surest', () => {
  expectFacts(
    [source('a', 0.8, { tags: ['drama', 'slow'] }), source('b', 0.9, { tags: ['Drama', 'dark'] })],
    {},
    { tags: { value: ['Drama', 'dark', 'slow'], origins: ['b', 'a'] } },
  )
})

test('doubtful facts count only where there are no others, however sure', () => {
  const doubtful = source('a', 0.69, { year: 1995, genres: ['Drama'], language: 'de' }, true)
  expectFacts(
    [doubtful, source('b', 0.6, { year: 1996, genres: ['Comedy'] })],
    {},
    {
      year: { value: 1996, origins: ['b'] },
      genres: { value: ['Comedy'], origins: ['b'] },
      language: { value: 'de', origins: ['a'] },
    },
  )
})

test('a correction takes the place of everything, also one that says that there is nothing', () => {
  expectFacts(
    [source('a', 1, { year: 1995, tags: ['x'] }), source('b', 1, null)],
    { year: 2001, tags: [] },
    {
      year: { value: 2001, origins: ['person'] },
      tags: { value: [], origins: ['person'] },
    },
  )
})
