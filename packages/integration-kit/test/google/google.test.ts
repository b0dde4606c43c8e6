import { expect, test } from 'vitest'
import { googleConfig, googleErrorIn, googleOAuth, googleSetup, nextPageToken } from '../../src/google.ts'

test('a sign-in asks for a refresh token each time', () => {
  const { authorizationParameters, extraScopes } = googleOAuth()
  expect(authorizationParameters).toMatchObject({ access_type: 'offline', prompt: 'consent' })
  expect(extraScopes).toBeUndefined()
  expect(googleOAuth({ extraScopes: ['settings'] }).extraScopes).toEqual(['settings'])
})

test('the variables of a client have the prefix of the integration', () => {
  expect(JSON.stringify(googleConfig('FITBIT'))).toMatch(/FITBIT_CLIENT_ID.*FITBIT_CLIENT_SECRET/)
})

test('the administrator is shown the redirect URI and the API to enable', () => {
  const setup = googleSetup('An API (an.googleapis.com)')({ callbackUrl: 'https://a.example.org/callback' })
  expect(setup.map(({ value }) => value)).toEqual([
    'https://a.example.org/callback',
    'An API (an.googleapis.com)',
    expect.stringContaining('In production') as string,
  ])
})

test('a refusal of the newer form has its reason before that of the older', () => {
  const error = {
    status: 'PERMISSION_DENIED',
    message: 'No.',
    details: [{ '@type': 'help' }, { reason: 'SERVICE_DISABLED', metadata: { service: 'an' } }],
    errors: [{ domain: 'global', reason: 'accessNotConfigured' }],
  }
  expect(googleErrorIn({ error })).toEqual({
    reasons: ['SERVICE_DISABLED', 'accessNotConfigured'],
    status: 'PERMISSION_DENIED',
    message: 'No.',
    metadata: { service: 'an' },
  })
})

test.each(['<html></html>', null, { error: 'invalid_grant' }, []])('%j is no refusal of an API', (body) => {
  expect(googleErrorIn(body)).toBeUndefined()
})

test('a refusal without reasons has none', () => {
  expect(googleErrorIn({ error: { details: [{ reason: 7 }, null], errors: 'x' } })).toEqual({
    reasons: [],
    status: '',
    message: '',
    metadata: {},
  })
})

test('a list goes on while it has a token', () => {
  expect(nextPageToken('query')({ body: { nextPageToken: 'b' } })).toEqual({ query: { pageToken: 'b' } })
  expect(nextPageToken('json')({ body: { nextPageToken: 'b' } })).toEqual({ json: { pageToken: 'b' } })
  for (const body of [{}, { nextPageToken: '' }, { nextPageToken: null }])
    expect(nextPageToken('query')({ body })).toBeUndefined()
})
