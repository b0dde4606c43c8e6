import { expect, test } from 'vitest'
import { allScopes, hasScopes, missingScopes, scopesToRequest } from '../src/scopes.ts'

const steps = { scopes: ['activity'] }
const runs = { scopes: ['activity', ['runs:read', 'runs:read_all']] }
const streams = [steps, runs, {}]

test('what is missing is named once, alternatives in one text', () => {
  expect(missingScopes(streams, [])).toEqual(['activity', 'runs:read or runs:read_all'])
  expect(missingScopes(streams, ['activity'])).toEqual(['runs:read or runs:read_all'])
})

test('one of several alternatives is enough', () => {
  expect(missingScopes(streams, ['activity', 'runs:read_all'])).toEqual([])
  expect(hasScopes(runs, ['activity', 'runs:read_all'])).toBe(true)
})

test('a stream runs with what it needs, whatever the others lack', () => {
  expect(hasScopes(steps, ['activity'])).toBe(true)
  expect(hasScopes(runs, ['activity'])).toBe(false)
  expect(hasScopes({}, [])).toBe(true)
})

test('of alternatives the first is requested, and all are granted where a provider knows no scopes', () => {
  expect(scopesToRequest(streams)).toEqual(['activity', 'runs:read'])
  expect(allScopes(streams)).toEqual(['activity', 'runs:read', 'runs:read_all'])
})
