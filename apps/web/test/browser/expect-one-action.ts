import type { Locator } from 'playwright-core'
import { expect } from 'vitest'

/** Waits for what is said of a problem, and fails unless it is one text and, with this name, the only thing to press. */
export async function expectOneAction(problem: Locator, sentence: string | RegExp, action: string | RegExp) {
  await problem.getByText(sentence).waitFor()
  const actions = problem.locator('button, a')
  await problem
    .getByRole('button', { name: action })
    .or(problem.getByRole('link', { name: action }))
    .waitFor()
  expect(await actions.count()).toBe(1)
  expect(await problem.locator('p').count()).toBe(1)
}
