import { type EnricherOptions, enricher } from '@tributary/integration-kit/enrichers'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { expect, test } from 'vitest'
import { enricherMistakes } from '../../src/check/enricher-mistakes.ts'

const good: EnricherOptions = {
  version: 1,
  platforms: ['spotify'],
  types: ['track'],
  match: { label: 'Page', help: 'Its address.', idOf: (entered) => entered },
  // oxlint-disable-next-line require-yield -- it is never asked
  async *enrich() {},
}

/** What is wrong with an enricher that differs from a good one. */
function mistakesOf(different: object, more: object = { api: { baseUrl: 'https://example.org' } }): string {
  const made = enricher({ ...good, ...different })
  const definition = { name: 'tagger', ...more, provides: { enricher: made } }
  return [...enricherMistakes(definition as unknown as IntegrationDefinition)].join('\n')
}

test('an enricher that is declared as documented has no mistakes', () => {
  expect(mistakesOf({})).toBe('')
  expect(
    mistakesOf({
      match: undefined,
      keepDays: 180,
      attribution: { text: 'By us', url: 'https://example.org' },
    }),
  ).toBe('')
})

test.each([
  [{ version: 0 }, 'has the version 0: write a whole number from 1'],
  [{ batchSize: 501 }, 'has the batchSize 501: write a whole number from 1 to 500'],
  [{ doubtfulBelow: 1.5 }, 'has doubtfulBelow 1.5: write a number from 0 to 1'],
  [{ keepDays: 0 }, 'has keepDays 0'],
  [{ platforms: [] }, 'has no platforms'],
  [{ types: [] }, 'has no types'],
  [{ types: ['song'] }, 'has the unknown type "song"'],
  [{ enrich: undefined }, 'has no function "enrich"'],
  [{ match: { label: 'Page', help: 'Its address.' } }, 'has an incomplete match'],
  [{ match: { label: '', help: 'Its address.', idOf: String } }, 'has an incomplete match'],
  [{ matches: {} }, 'matches'],
])('%j is told with what to write', (different, mistake) => {
  expect(mistakesOf(different)).toContain(mistake)
})

test('an enricher without an API, and one not made by the function, are told', () => {
  const definition = { name: 'tagger', provides: { enricher: { ...good } } }
  expect(mistakesOf({}, {})).toContain('needs "api" of the definition')
  expect([...enricherMistakes(definition as unknown as IntegrationDefinition)]).toEqual([
    expect.stringContaining('was not made by enricher'),
  ])
})
