import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defined, listOf, membersOf, numberOf, textOf, withoutMembers } from '../src/values.ts'

const integers = fc.integer({ min: -(2 ** 52), max: 2 ** 52 })

describe('a number', () => {
  test('is the same as a string and as a number', () => {
    fc.assert(
      fc.property(integers, (value) => {
        expect([numberOf(String(value)), numberOf(value)]).toEqual([value, value])
      }),
    )
  })

  test.each([undefined, '', ' ', 'NaN', 'many', Number.NaN, Number.POSITIVE_INFINITY])(
    'is not %j',
    (value) => {
      expect(numberOf(value)).toBeUndefined()
    },
  )
})

test('a text is not blank', () => {
  expect([textOf('a'), textOf(' '), textOf(''), textOf(1), textOf(null)]).toEqual(['a', ...Array(4)])
})

test('a value that is not an object has no members, and one that is not a list has no entries', () => {
  for (const value of [undefined, null, 1, 'a']) {
    expect(membersOf(value)).toEqual({})
    expect(listOf(value)).toEqual([])
  }
  expect(membersOf([1])).toEqual({})
  expect(listOf({ length: 1 })).toEqual([])
  expect(membersOf({ a: 1 })).toEqual({ a: 1 })
  expect(listOf([1])).toEqual([1])
})

test('members without a value are removed, others kept', () => {
  expect(defined({ a: undefined, b: null, c: 0, d: '' })).toStrictEqual({ b: null, c: 0, d: '' })
})

test('members are removed by name at any depth, without changing the original', () => {
  const given = { ip: '192.0.2.1', a: { ip: 1, b: [{ ip: 2, c: 'ip' }] } }
  expect(withoutMembers(given, /^ip$/)).toEqual({ a: { b: [{ c: 'ip' }] } })
  expect(given.a.ip).toBe(1)
})
