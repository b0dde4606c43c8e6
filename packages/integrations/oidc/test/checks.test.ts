import { isIntegrationError } from '@tributary/integration-kit'
import type { SignedInIdentity } from '@tributary/integration-kit/providers'
import { openProvider } from '@tributary/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ForgedIssuer, type Forgery, startForgedIssuer } from '../simulator/index.ts'
import { oidc } from '../src/index.ts'
import { startIssuer } from './start-issuer.ts'

const redirectUri = 'http://127.0.0.1:3000/api/sign-in/callback'
const state = 'the-state-of-this-flow'
const now = () => Math.floor(Date.now() / 1000)

let plain: ForgedIssuer
let withUserInfo: ForgedIssuer
beforeAll(async () => {
  plain = await startForgedIssuer()
  withUserInfo = await startForgedIssuer({ hasUserInfo: true })
})
afterAll(async () => {
  await Promise.all([plain.stop(), withUserInfo.stop()])
})

/** Signs in once at an issuer, from a new instance. */
async function signIn(
  forgery: Forgery = {},
  { issuer = plain, values = {} }: { issuer?: ForgedIssuer; values?: Record<string, unknown> } = {},
): Promise<SignedInIdentity> {
  await using opened = await openProvider({
    integration: oidc,
    kind: 'authentication',
    values: { ...issuer.values, ...values },
    allow: '127.0.0.1',
  })
  return await opened.use(async (provider) => {
    const { url, kept } = await provider.begin({ redirectUri, state })
    return provider.complete({ redirectUri, state, kept, query: issuer.visit(url, 'ada', forgery) })
  })
}

async function codeOf(signingIn: Promise<unknown>): Promise<string> {
  const error = await signingIn.then(
    () => expect.fail('the sign-in was accepted'),
    (reason: unknown) => reason,
  )
  if (!isIntegrationError(error)) throw error
  return error.code
}

describe('an end of a sign-in is refused', () => {
  const refusals: readonly (readonly [string, Forgery])[] = [
    ['that comes from another issuer', { answer: { iss: 'https://other.example' } }],
    ['that does not name its issuer, which announced to', { answer: { iss: undefined } }],
    ['without a code', { answer: { code: undefined } }],
    ['with an error', { answer: { code: undefined, error: 'login_required' } }],
    ['without an ID token', { withoutIdToken: true }],
    ['with a token of another issuer', { claims: { iss: 'https://other.example' } }],
    ['with a token of the issuer without its slash', { claims: { iss: 'http://127.0.0.1/o/tributary' } }],
    ['with a token for another client', { claims: { aud: 'another-client' } }],
    [
      'with a token for several clients that names none as its party',
      { claims: { aud: ['client-at-forged', 'b'] } },
    ],
    ['with a token whose party is another client', { claims: { aud: ['client-at-forged', 'b'], azp: 'b' } }],
    ['with the nonce of another flow', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['with a token that has expired', { claims: { exp: now() - 120 } }],
    ['with a token that is not valid yet', { claims: { nbf: now() + 600 } }],
    ['without an expiry', { claims: { exp: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['with an empty subject', { claims: { sub: '' } }],
    ['with a token that nothing signs', { signedBy: 'nothing' }],
    ['with a token that is signed by the client secret', { signedBy: 'the client secret' }],
    ['with a token that is signed by a key that is not published', { signedBy: 'another key' }],
    ['with a token of an unknown key', { header: { kid: 'unknown' } }],
    ['with a token that claims another algorithm', { header: { alg: 'RS256' } }],
  ]
  test.each(refusals)('%s', async (_, forgery) => {
    expect(await codeOf(signIn(forgery))).toBe('auth_expired')
  })

  test('whose user info is about another person', async () => {
    const forgery = { userInfo: { sub: 'grace', name: 'Grace' } }
    expect(await codeOf(signIn(forgery, { issuer: withUserInfo }))).toBe('auth_expired')
  })

  test('with a token that has expired within the tolerated difference of the clocks, if none is tolerated', async () => {
    const forgery = { claims: { exp: now() - 20 } }
    expect(await codeOf(signIn(forgery, { values: { clockTolerance: 0 } }))).toBe('auth_expired')
  })
})

describe('a sign-in is accepted', () => {
  test('with what the ID token says where there is no user info', async () => {
    expect(await signIn()).toEqual({
      issuer: plain.issuer,
      subject: 'ada',
      name: 'Name of ada',
      email: 'ada@example.org',
      emailVerified: true,
    })
  })

  test('with what the user info says over the ID token', async () => {
    const userInfo = { sub: 'ada', name: 'Ada', email: 'a@example.org', email_verified: false }
    expect(await signIn({ userInfo }, { issuer: withUserInfo })).toMatchObject({
      name: 'Ada',
      email: 'a@example.org',
      emailVerified: false,
    })
  })

  test.each([
    [true, true],
    ['true', true],
    ['false', false],
    [undefined, false],
    [1, false],
  ])('with a verified address where the issuer says %j: %j', async (said, emailVerified) => {
    expect(await signIn({ claims: { email_verified: said } })).toMatchObject({ emailVerified })
  })

  test('with a token for several clients that names ours as its party', async () => {
    const claims = { aud: ['client-at-forged', 'b'], azp: 'client-at-forged' }
    expect(await signIn({ claims })).toMatchObject({ subject: 'ada' })
  })

  test('with a clock of the issuer that differs by less than a minute', async () => {
    const claims = { iat: now() + 30, nbf: now() + 30, exp: now() - 20 }
    expect(await signIn({ claims })).toMatchObject({ subject: 'ada' })
  })

  test('from a new key at once, and from the former one never again', async () => {
    const issuer = await startForgedIssuer()
    await using opened = await openProvider({
      integration: oidc,
      kind: 'authentication',
      values: issuer.values,
      allow: '127.0.0.1',
    })
    const flow = () =>
      opened.use(async (provider) => {
        const { url, kept } = await provider.begin({ redirectUri, state })
        return provider.complete({ redirectUri, state, kept, query: issuer.visit(url, 'ada') })
      })
    await flow()
    issuer.rotateKey()
    expect(await flow()).toMatchObject({ subject: 'ada' })
    await issuer.stop()
  })

  test.each(['basic', 'post', 'none'] as const)(
    'at oidc-provider with the client authentication %s',
    async (kind) => {
      const issuer = await startIssuer(redirectUri, kind)
      try {
        await using opened = await openProvider({
          integration: oidc,
          kind: 'authentication',
          values: { ...issuer.values, prompt: 'login', scopes: 'profile email' },
          allow: '127.0.0.1',
        })
        const identity = await opened.use(async (provider) => {
          const { url, kept } = await provider.begin({ redirectUri, state })
          expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
            scope: 'openid profile email',
            prompt: 'login',
            code_challenge_method: 'S256',
          })
          return provider.complete({
            redirectUri,
            state,
            kept,
            query: await issuer.visit(url, { name: 'ada' }),
          })
        })
        expect(identity).toEqual({
          issuer: issuer.issuer,
          subject: 'ada',
          name: 'ADA',
          email: 'ada@example.org',
          emailVerified: true,
        })
      } finally {
        await issuer.stop()
      }
    },
  )
})

describe('a configuration is refused', () => {
  const tested = async (values: Record<string, unknown>) => {
    await using opened = await openProvider({
      integration: oidc,
      kind: 'authentication',
      values: { ...plain.values, ...values },
      allow: '127.0.0.1',
    })
    await opened.test()
  }

  test('that leads to an issuer by http', async () => {
    expect(await codeOf(tested({ issuer: 'http://login.example.org' }))).toBe('bad_configuration')
  })

  test('that leads to an address without a discovery document', async () => {
    expect(await codeOf(tested({ issuer: `${plain.issuer}elsewhere` }))).toBe('bad_configuration')
  })

  test('whose client the issuer does not know', async () => {
    const issuer = await startIssuer(redirectUri)
    await using opened = await openProvider({
      integration: oidc,
      kind: 'authentication',
      values: { ...issuer.values, clientSecret: 'a-wrong-secret' },
      allow: '127.0.0.1',
    })
    const signingIn = opened.use(async (provider) => {
      const { url, kept } = await provider.begin({ redirectUri, state })
      return provider.complete({ redirectUri, state, kept, query: await issuer.visit(url, { name: 'ada' }) })
    })
    expect(await codeOf(signingIn)).toBe('bad_configuration')
    await issuer.stop()
  })
})
