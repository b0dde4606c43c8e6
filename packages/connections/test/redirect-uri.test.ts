import { noAuth, type ProviderFacts } from '@tributary/integration-kit'
import { describe, expect, it } from 'vitest'
import { checkReturnPath } from '../src/auth/oauth2/return-path.ts'
import { readinessOf } from '../src/provider/readiness.ts'
import { redirectUriOf, refusalOfRedirectUri } from '../src/provider/redirect-uri.ts'

const definitionWith = (facts: ProviderFacts) => ({
  name: 'odd',
  displayName: 'Odd',
  version: '1.0.0',
  description: '',
  auth: noAuth,
  streams: [],
  facts,
})

describe('a redirect URI', () => {
  it('follows from the public URL, with or without a slash or a path', () => {
    expect(redirectUriOf('https://data.example.org', 'spotify')).toBe(
      'https://data.example.org/api/spotify/callback',
    )
    expect(redirectUriOf('https://example.org/tributary/', 'spotify')).toBe(
      'https://example.org/tributary/api/spotify/callback',
    )
  })

  const spotify = definitionWith({
    redirectUri: { refusesLocalhost: true, requiresHttpsBeyondLoopback: true },
  })
  const google = definitionWith({
    redirectUri: { requiresHttpsBeyondLoopback: true, refusesPublicIps: true },
  })
  it.each([
    {
      by: spotify,
      uri: 'http://localhost:3000/api/odd/callback',
      says: /PUBLIC_URL=http:\/\/127\.0\.0\.1:3000/,
    },
    { by: spotify, uri: 'http://127.0.0.1:3000/api/odd/callback', says: undefined },
    { by: spotify, uri: 'http://[::1]:3000/api/odd/callback', says: undefined },
    { by: spotify, uri: 'http://nas.local:3000/api/odd/callback', says: /https/ },
    { by: spotify, uri: 'https://nas.example.org/api/odd/callback', says: undefined },
    { by: google, uri: 'http://localhost:3000/api/odd/callback', says: undefined },
    { by: google, uri: 'http://127.0.0.1:3000/api/odd/callback', says: undefined },
    { by: google, uri: 'https://192.0.2.7/api/odd/callback', says: /IP addresses such as 192\.0\.2\.7/ },
    { by: google, uri: 'http://nas.local/api/odd/callback', says: /https/ },
    { by: definitionWith({}), uri: 'http://nas.local/api/odd/callback', says: undefined },
  ])('$uri is checked before the redirect', ({ by, uri, says }) => {
    const refusal = refusalOfRedirectUri(by, uri)
    if (says === undefined) expect(refusal).toBeUndefined()
    else expect(refusal).toMatch(says)
  })
})

describe('whether people can connect', () => {
  const ready = { enabled: true, configured: true, redirectUri: 'https://a.example/cb', today: '2026-11-21' }
  const obstacle = (facts: ProviderFacts, change: Partial<typeof ready> = {}) =>
    readinessOf({ definition: definitionWith(facts), ...ready, ...change }).obstacle

  it('is reported with who must act', () => {
    expect(obstacle({})).toBeNull()
    expect(obstacle({}, { configured: false })).toMatch(
      /administrator must set the client .*\/api\/admin\/settings\/odd/,
    )
    expect(obstacle({ closedToNewClients: 'Closed since 2024.' }, { configured: false })).toMatch(
      /Closed since 2024/,
    )
    expect(obstacle({}, { enabled: false })).toMatch(/disabled Odd/)
    expect(obstacle({ sunset: { date: '2026-11-02', successor: 'Even' } })).toBe(
      'Odd ended this interface on 2026-11-02. Use Even instead.',
    )
    expect(obstacle({ sunset: { date: '2026-12-31' } })).toBeNull()
  })
})

describe('a return path', () => {
  it.each(['/', '/connections', '/a/b?c=d#e', '/api/spotify'])('%s is one', (path) => {
    expect(checkReturnPath(path)).toBe(path)
  })

  it.each([
    '',
    'connections',
    '//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/a\\b',
    '/line\nbreak',
    ' /a',
  ])('%j is not valid', (path) => {
    expect(() => checkReturnPath(path)).toThrow(/one slash/)
  })
})
