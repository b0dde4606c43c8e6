import { describe, expect, test } from 'vitest'
import { withholdForbidden } from '../../src/terms/withhold-forbidden.ts'

const withhold = (answer: unknown) => {
  const { value, integrations } = withholdForbidden(answer, new Map([['vault', 'It forbids it.']]))
  return { value, integrations: [...integrations] }
}
const NONE: readonly string[] = []

describe('forbidden data of a provider', () => {
  test('is removed from a list of items, however the record names its origin', () => {
    const mine = { id: '1', integration: 'attic', count: 3 }
    for (const origin of [
      { integration: 'vault' },
      { origin: 'vault' },
      { metric: 'vault.pages' },
      { origins: ['attic', 'vault'] },
    ]) {
      const answer = { items: [mine, { id: '2', ...origin }], nextCursor: null }
      expect(withhold(answer)).toEqual({
        value: { items: [mine], nextCursor: null },
        integrations: ['vault'],
      })
    }
  })

  test('is not revealed by members about the record, or by its id', () => {
    const mine = { type: 'item', id: '1', at: '2026-11-01', resource: { integration: 'attic' } }
    const changes = [
      mine,
      { type: 'item', id: '2', at: '2026-11-02', resource: { integration: 'vault' } },
      { type: 'value', id: '2026-11-03/vault//vault.pages', at: '2026-11-03', resource: null },
    ]
    expect(withhold({ items: changes, nextCursor: 'x' }).value).toEqual({ items: [mine], nextCursor: 'x' })
  })

  test('leaves its place in other lists, which belong together by place', () => {
    const entries = [{ metric: 'vault.pages' }, { metric: 'attic.pages' }]
    const days = [{ cells: [{ integration: 'vault', value: 7 }, { integration: 'attic', value: 3 }, null] }]
    expect(withhold({ entries, days }).value).toEqual({
      entries: [{}, { metric: 'attic.pages' }],
      days: [{ cells: [{}, { integration: 'attic', value: 3 }, null] }],
    })
  })

  test('is not counted: the numbers around it are omitted, others are not', () => {
    const answer = { total: 5, groups: [{ integration: 'vault', count: 2 }], other: { count: 3 } }
    expect(withhold(answer).value).toEqual({ groups: [{}], other: { count: 3 } })
  })

  test('is omitted from maps by integration or metric', () => {
    const answer = { metrics: { 'vault.pages': ['vault'], 'attic.pages': ['attic'] } }
    expect(withhold(answer).value).toEqual({ metrics: { 'attic.pages': ['attic'] } })
  })

  test('is the whole result if that names it', () => {
    expect(withhold({ integration: 'vault', value: 7 })).toEqual({
      value: undefined,
      integrations: ['vault'],
    })
  })

  test('excludes others with similar names or texts', () => {
    const answer = { items: [{ integration: 'vaults', title: 'vault', metric: 'vaults.pages' }], total: 1 }
    expect(withhold(answer)).toEqual({ value: answer, integrations: NONE })
  })
})
