import { type Integration, isIntegrationError } from '@tributary/integration-kit'
import type { BegunSignIn, SignInProvider } from '@tributary/integration-kit/providers'
import { describe, expect, test } from 'vitest'
import {
  expectNoSecrets,
  openAt,
  type ProviderCase,
  type ProviderService,
  testProvider,
} from './test-provider.ts'

/** A real or simulated service with the people who sign in there. */
export interface SignInService extends ProviderService {
  /**
   * A person goes to the address, signs in as `name` or cancels, and is sent back. Resolves to the query that the browser comes back with.
   */
  visit(url: string, person: { readonly name: string; readonly cancels?: boolean }): Promise<Query>
}

type Query = Readonly<Record<string, string>>

/** An authentication provider's description of its service. */
export interface AuthenticationCase<Service extends SignInService> extends ProviderCase<Service> {
  /** The redirect URI that is registered at the service. */
  readonly redirectUri: string
}

const STATE = 'a-state-of-this-flow-with-enough-characters'
const OTHER_STATE = 'a-state-of-another-flow-of-equal-length-000'

/**
 * The contract of an authentication provider, run with the real client and egress guard against its service: who is recognised, and that
 * nothing but the unchanged end of the same flow is.
 *
 * @example
 * testAuthenticationProvider(oidc, { start: startIssuer, redirectUri, errors: [] })
 */
export function testAuthenticationProvider<Service extends SignInService>(
  integration: Integration,
  { start, errors, redirectUri }: AuthenticationCase<Service>,
): void {
  describe(`the sign-in of ${integration.definition.displayName} keeps the contract`, () => {
    testProvider(integration, {
      kind: 'authentication',
      start,
      errors,
      call: (provider) => provider.begin({ redirectUri, state: STATE }),
    })

    const withProvider = async (
      work: (given: { provider: SignInProvider; service: Service }) => Promise<void>,
    ): Promise<void> => {
      const service = await start()
      try {
        await using opened = await openAt(integration, 'authentication', service)
        await work({ provider: opened.implementation, service })
        expectNoSecrets(opened, undefined)
      } finally {
        await service.stop()
      }
    }
    const begin = (provider: SignInProvider, state = STATE) => provider.begin({ redirectUri, state })
    const complete = (provider: SignInProvider, { kept }: BegunSignIn, query: Query, state = STATE) =>
      provider.complete({ redirectUri, state, kept, query })

    test('a person who comes back is recognised, each time by the same subject, and others by another', async () =>
      withProvider(async ({ provider, service }) => {
        const subjects = []
        for (const name of ['ada', 'ada', 'grace']) {
          const begun = await begin(provider)
          const { issuer, subject } = await complete(
            provider,
            begun,
            await service.visit(begun.url, { name }),
          )
          expect(issuer).toMatch(/\S/)
          expect(subject).toMatch(/\S/)
          subjects.push(`${issuer} ${subject}`)
        }
        expect(subjects[1]).toBe(subjects[0])
        expect(subjects[2]).not.toBe(subjects[0])
      }))

    test('the address carries the state, and nothing of what is kept but by a hash', async () =>
      withProvider(async ({ provider }) => {
        const [one, two] = [await begin(provider), await begin(provider)]
        const url = new URL(one.url)
        expect(url.protocol).toMatch(/^https?:$/)
        expect(url.searchParams.get('state')).toBe(STATE)
        expect(url.searchParams.get('redirect_uri')).toBe(redirectUri)
        const { verifier, ...others } = one.kept
        if (verifier !== undefined) expect(one.url).not.toContain(verifier)
        expect(Object.keys(others).length + (verifier === undefined ? 0 : 1)).toBeGreaterThan(0)
        for (const [name, value] of Object.entries(one.kept)) expect(two.kept[name], name).not.toBe(value)
      }))

    test('a sign-in that the person cancels is permission_denied', async () =>
      withProvider(async ({ provider, service }) => {
        const begun = await begin(provider)
        const query = await service.visit(begun.url, { name: 'ada', cancels: true })
        expect(await codeOf(complete(provider, begun, query))).toBe('permission_denied')
      }))

    test('an end that does not belong to the flow is refused', async () =>
      withProvider(async ({ provider, service }) => {
        const begun = await begin(provider)
        const other = await begin(provider, OTHER_STATE)
        const query = await service.visit(begun.url, { name: 'ada' })
        const otherQuery = await service.visit(other.url, { name: 'grace' })
        expect(await codeOf(complete(provider, begun, { ...query, state: OTHER_STATE }))).toBe('auth_expired')
        expect(await codeOf(complete(provider, begun, without(query, 'state')))).toBe('auth_expired')
        expect(await codeOf(complete(provider, begun, { state: STATE }))).toBe('auth_expired')
        expect(await codeOf(complete(provider, begun, {}))).toBe('auth_expired')
        expect(await codeOf(complete(provider, begun, otherQuery))).toBe('auth_expired')
        // The code of another flow, as if it belonged to this one.
        expect(await codeOf(complete(provider, begun, { ...otherQuery, state: STATE }))).toBe('auth_expired')
        expect(await codeOf(complete(provider, { ...begun, kept: {} }, query))).toBe('auth_expired')
      }))

    test('an end is accepted once', async () =>
      withProvider(async ({ provider, service }) => {
        const begun = await begin(provider)
        const query = await service.visit(begun.url, { name: 'ada' })
        await complete(provider, begun, query)
        expect(await codeOf(complete(provider, begun, query))).toBe('auth_expired')
      }))
  })
}

function without(query: Query, name: string): Query {
  return Object.fromEntries(Object.entries(query).filter(([key]) => key !== name))
}

/** The code of a refusal. */
async function codeOf(completing: Promise<unknown>): Promise<string> {
  const error = await completing.then(
    () => expect.fail('the sign-in was accepted'),
    (reason: unknown) => reason,
  )
  if (!isIntegrationError(error)) throw error
  return error.code
}
