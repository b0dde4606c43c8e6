import { expect, it } from 'vitest'
import { quantile } from '../src/quantile.ts'

it('is the value at the nearest rank', () => {
  const twenty = Array.from({ length: 20 }, (_, index) => index + 1)
  expect(quantile(twenty, 0.95)).toBe(19)
  expect(quantile(twenty, 1)).toBe(20)
  expect(quantile(twenty, 0)).toBe(1)
  expect(quantile([7], 0.99)).toBe(7)
  expect(quantile([], 0.5)).toBeNaN()
})
