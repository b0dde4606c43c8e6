import { expect, test } from 'vitest'
import { isMask, withoutMask } from '../../../src/components/generated-form/secret-mask.ts'

const MASK = '••••••••'

test('what is typed into a mask replaces it as a whole', () => {
  expect(withoutMask(MASK, `${MASK}a`)).toBe('a')
  expect(withoutMask(MASK, `a${MASK}`)).toBe('a')
  expect(withoutMask(MASK, MASK.slice(1))).toBe('')
  expect(withoutMask(MASK, 'pasted')).toBe('pasted')
  expect(withoutMask(MASK, MASK)).toBe(MASK)
})

test('an entered secret may have the sign of the mask', () => {
  expect(withoutMask('a', 'a•')).toBe('a•')
})

test('masks of entries of a list have an id', () => {
  expect(isMask(`${MASK} 0198c7e2`)).toBe(true)
  expect(isMask('secret')).toBe(false)
  expect(isMask(undefined)).toBe(false)
})
