import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CutPart, cutToBudget } from '../../src/cut/cut-to-budget.ts'
import { tokensOf } from '../../src/cut/estimate-tokens.ts'
import { type Path, valueAt } from '../../src/cut/path.ts'

const cut = (value: unknown, budget: number, at: { path?: Path; from?: number } = {}) => {
  const parts: CutPart[] = []
  const { path = [], from = 0 } = at
  return { value: cutToBudget(value, budget, { path, from, expendable: new Set(['raw']), parts }), parts }
}
const words = (count: number) => Array.from({ length: count }, (_, n) => `word ${n}`)

describe('an answer that is too long', () => {
  test('is unchanged if it is not', () => {
    const value = { items: words(3), raw: {} }
    expect(cut(value, 1_000)).toEqual({ value, parts: [] })
  })

  test('loses untyped members first, and names them', () => {
    const { value, parts } = cut({ title: 'Roma', raw: { long: words(500) }, tags: words(20) }, 200)
    expect(value).toEqual({ title: 'Roma', tags: words(20) })
    expect(parts).toEqual([{ path: ['raw'], answered: 0, of: expect.any(Number), unit: 'tokens' }])
  })

  test('loses the ends of its longest lists, and keeps the short ones complete', () => {
    const { value, parts } = cut({ short: words(10), long: words(1_000) }, 300)
    expect(valueAt(value, ['short'])).toEqual(words(10))
    const kept = valueAt(value, ['long']) as string[]
    expect(kept.length).toBeGreaterThan(50)
    expect(kept).toEqual(words(1_000).slice(0, kept.length))
    expect(parts).toEqual([{ path: ['long'], answered: kept.length, of: 1_000, unit: 'items' }])
  })

  test('loses the ends of its texts, no character in part', () => {
    const { value, parts } = cut({ text: '😀'.repeat(2_000), name: 'a name' }, 200)
    const text = valueAt(value, ['text']) as string
    expect(text.isWellFormed()).toBe(true)
    expect(valueAt(value, ['name'])).toBe('a name')
    expect(parts).toEqual([{ path: ['text'], answered: text.length, of: 4_000, unit: 'characters' }])
  })

  test('loses the last members of a map', () => {
    const map = Object.fromEntries(words(1_000).map((word) => [word, 1]))
    const { value, parts } = cut(map, 200)
    const names = Object.keys(value as object)
    expect(names).toEqual(words(1_000).slice(0, names.length))
    expect(parts).toEqual([{ path: [], answered: names.length, of: 1_000, unit: 'members' }])
  })

  test('contains a part of its first item if that alone is too long', () => {
    const { value, parts } = cut([{ text: 'x'.repeat(9_000) }, 1], 200, { path: ['items'], from: 5 })
    expect(valueAt(value, [0, 'text'])).toMatch(/^x{100,}$/)
    expect(parts).toMatchObject([{ path: ['items', 5, 'text'] }, { path: ['items'], answered: 6, of: 7 }])
  })

  test('does not exceed its tokens, and names every omitted part', () => {
    const { value: json } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ maxLength: 400 }),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 60 }),
        fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('value'), { maxKeys: 6 }),
      ),
    }))
    fc.assert(
      fc.property(json, (given) => {
        const { value, parts } = cut(given, 800)
        // Names, numbers and short texts are not cut.
        expect(tokensOf(value)).toBeLessThanOrEqual(1_000)
        expect(parts.length > 0).toBe(JSON.stringify(value) !== JSON.stringify(given))
      }),
      { numRuns: 200 },
    )
  })
})
