import type { OAuth2Quirks } from '@tributary/integration-kit/host'
import { describe, expect, it } from 'vitest'
import { exchangeCode } from '../src/oauth/exchange-code.ts'
import { type Fixture, NOW, response, serverOf } from './token-server.ts'

describe('token requests', () => {
  const reply = { name: '', body: { access_token: 'a', token_type: 'Bearer' } }
  const sentBy = async (fixture: Pick<Fixture, 'auth' | 'quirks'>) => {
    const { provider, sent } = serverOf({ ...reply, ...fixture })
    await exchangeCode(provider, response, () => NOW)
    const [first] = sent
    if (first === undefined) throw new Error('nothing was sent')
    return { headers: new Headers(first.init.headers), body: first.init.body as string }
  }

  it('carry the code, its redirect URI and the PKCE verifier', async () => {
    const { body } = await sentBy({})
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: 'authorization_code',
      code: 'c',
      redirect_uri: 'https://me.example/cb',
      code_verifier: 'v'.repeat(43),
      client_id: 'client',
      client_secret: 'secret',
    })
  })

  it('authenticate as the provider wants it', async () => {
    const basic = await sentBy({ auth: { clientAuthentication: 'basic' } })
    expect(basic.headers.get('authorization')).toBe(
      `Basic ${Buffer.from('client:secret').toString('base64')}`,
    )
    expect(basic.body).not.toContain('secret')
    const none = await sentBy({ auth: { clientAuthentication: 'none' } })
    expect(none.headers.get('authorization')).toBeNull()
    expect(new URLSearchParams(none.body).get('client_secret')).toBeNull()
  })

  it('contain a percent-encoded secret with basic, or an unencoded one for servers that do not decode', async () => {
    const credentials = { clientId: 'my-client', clientSecret: 'a-b_c.d~e:f é' }
    const authorizationOf = async (quirks: OAuth2Quirks) => {
      const auth = { clientAuthentication: 'basic' } as const
      const { provider, sent } = serverOf({ ...reply, auth, quirks }, credentials)
      await exchangeCode(provider, response, () => NOW)
      const header = new Headers(sent[0]?.init.headers).get('authorization') ?? ''
      return Buffer.from(header.replace(/^Basic /, ''), 'base64').toString('utf8')
    }
    expect(await authorizationOf({})).toBe('my%2Dclient:a%2Db%5Fc%2Ed%7Ee%3Af+%C3%A9')
    expect(await authorizationOf({ basicCredentials: 'raw' })).toBe('my-client:a-b_c.d~e:f é')
  })

  it.each([
    ['basic', 'a-b', {}, true],
    ['basic', 'a1', {}, false],
    ['basic', 'a-b', { basicCredentials: 'raw' }, false],
    ['body', 'a-b', {}, false],
  ] as const)(
    'that are refused under %s with the secret %s and the quirks %j: is the encoding named? %j',
    async (clientAuthentication, clientSecret, quirks, isNamed) => {
      const refusal = { name: '', status: 401, body: { error: 'invalid_client' } }
      const { provider } = serverOf(
        { ...refusal, auth: { clientAuthentication }, quirks },
        { clientId: 'client', clientSecret },
      )
      const failure: unknown = await exchangeCode(provider, response, () => NOW).catch(
        (error: unknown) => error,
      )
      expect(failure).toMatchObject({
        kind: 'client',
        hint: isNamed ? expect.stringContaining('basicCredentials: "raw"') : undefined,
      })
    },
  )

  it('leave PKCE out where the provider stumbles over it', async () => {
    const { body } = await sentBy({ auth: { pkce: false } })
    expect(new URLSearchParams(body).get('code_verifier')).toBeNull()
  })

  it('are JSON for Trakt, carry client_key for TikTok and an action for Withings', async () => {
    const json = await sentBy({ quirks: { tokenRequest: 'json' } })
    expect(json.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(json.body)).toMatchObject({ code: 'c', client_id: 'client' })
    const key = new URLSearchParams((await sentBy({ quirks: { clientIdParameter: 'client_key' } })).body)
    expect([key.get('client_key'), key.get('client_id')]).toEqual(['client', null])
    const action = await sentBy({ auth: { tokenParameters: { action: 'requesttoken' } } })
    expect(new URLSearchParams(action.body).get('action')).toBe('requesttoken')
  })
})

describe('an issuer', () => {
  const body = { access_token: 'a', token_type: 'Bearer' }
  const withIss = (iss: string) => ({
    ...response,
    parameters: new URLSearchParams({ code: 'c', state: 's', iss }),
  })

  it('that is declared is compared, and another one refused before the code is sent', async () => {
    const { provider, sent } = serverOf({ name: '', auth: { issuer: 'https://odd.example' }, body })
    await expect(exchangeCode(provider, withIss('https://evil.example'), () => NOW)).rejects.toThrow(/iss/)
    expect(sent).toEqual([])
    await expect(exchangeCode(provider, withIss('https://odd.example'), () => NOW)).resolves.toMatchObject({
      accessToken: 'a',
    })
  })

  it('that is not declared is ignored', async () => {
    const { provider } = serverOf({ name: '', body })
    await expect(exchangeCode(provider, withIss('https://odd.example'), () => NOW)).resolves.toMatchObject({
      accessToken: 'a',
    })
  })
})
