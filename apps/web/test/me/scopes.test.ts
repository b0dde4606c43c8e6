import { expect, test } from 'vitest'
import { scopesOf } from '../../src/pages/me/keys/scopes.ts'
import { localeChoices } from '../../src/pages/me/profile/locale-choices.ts'

test('scopes are grouped by plugin, with what each opens', () => {
  const get = { summary: 'List the items', 'x-required-scopes': ['library:read'] }
  const remove = { summary: 'Delete an item', 'x-required-scopes': ['library:write'] }
  const paths = {
    '/api/library/items': { get },
    '/api/library/items/{id}': { delete: remove, get: { ...get, summary: 'Read an item' }, parameters: [] },
    '/api/jobs': { get: { summary: 'List jobs', 'x-required-scopes': ['jobs:read'] } },
    '/api/accounts/keys': { get: { summary: 'Needs a session' } },
  }
  expect(scopesOf({ paths })).toEqual([
    { plugin: 'jobs', scopes: [{ scope: 'jobs:read', action: 'read', opens: ['List jobs'] }] },
    {
      plugin: 'library',
      scopes: [
        { scope: 'library:read', action: 'read', opens: ['List the items', 'Read an item'] },
        { scope: 'library:write', action: 'write', opens: ['Delete an item'] },
      ],
    },
  ])
})

test('a locale of the profile that is not in the list can still be chosen', () => {
  expect(localeChoices('en', 'fi-FI')).toContainEqual({ value: 'fi-FI', label: 'Finnish (Finland)' })
  expect(localeChoices('de', null).find(({ value }) => value === 'de-AT')?.label).toBe(
    'Österreichisches Deutsch',
  )
})
