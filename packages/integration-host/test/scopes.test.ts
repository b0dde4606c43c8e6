import { expect, test } from 'vitest'
import { allScopes, hasScopes, missingScopes, scopesToRequest } from '../src/scopes.ts'

const steps = { scopes: ['activity'] }
const runs = { scopes: ['activity', ['runs:read', 'runs:read_all']] }
const streams = [steps, runs, {}]

test('missing scopes are named once, alternatives in one text', () => {
  expect(missingScopes(streams, [])).toEqual(['activity', 'runs:read or runs:read_all'])
  expect(missingScopes(streams, ['activity'])).toEqual(['runs:read or runs:read_all'])
})

test('one of several alternatives is enough', () => {
  expect(missingScopes(streams, ['activity', 'runs:read_all'])).toEqual([])
  expect(hasScopes(runs, ['activity', 'runs:read_all'])).toBe(true)
})

test('a stream runs with its scopes, even if others are missing', () => {
  expect(hasScopes(steps, ['activity'])).toBe(true)
  expect(hasScopes(runs, ['activity'])).toBe(false)
  expect(hasScopes({}, [])).toBe(true)
})

test('of alternatives the first is requested, and all are granted if a provider has no scopes', () => {
  expect(scopesToRequest(streams)).toEqual(['activity', 'runs:read'])
  expect(allScopes(streams)).toEqual(['activity', 'runs:read', 'runs:read_all'])
})
