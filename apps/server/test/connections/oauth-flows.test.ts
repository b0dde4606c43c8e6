import { connectionAccess } from '@tributary/connections'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Asked } from './every-auth.ts'
import { ok, useEveryAuth } from './every-auth-server.ts'

const every = useEveryAuth()
const { asked, connection, sync } = every

describe('a device code', () => {
  const codeReply = {
    device_code: 'dc',
    user_code: 'WDJB-MJHT',
    verification_uri: 'https://device.example/',
    expires_in: 600,
    interval: 2,
  }
  const tokens = {
    access_token: 'at-1',
    refresh_token: 'rt-1',
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'read',
  }
  const refusing =
    (error: string, status = 400) =>
    () => ({ status, json: { error } })
  const begin = async () => {
    every.provider.answers = {
      ...every.provider.answers,
      '/device/code': ok(codeReply),
      '/device/me': ok({ id: 'ada' }),
      '/device/plays': ok({ items: [] }),
    }
    return (await every.ada.post('/api/device/connect')).body
  }
  const answerTokens = (answer: (asked: Asked) => { status?: number; json?: object }) => {
    every.provider.answers = { ...every.provider.answers, '/device/token': answer }
  }
  const poll = (flow: string) => every.ada.post(`/api/device/connect/${flow}`)
  const passInterval = () => sql`update oauth_flows set next_poll_at = now()`.execute(every.server.db)

  it('is shown to the person, and connects once they have entered it', async () => {
    const begun = await begin()
    expect(begun).toMatchObject({
      userCode: 'WDJB-MJHT',
      verificationUri: 'https://device.example/',
      verificationUriComplete: null,
      pollAfterSeconds: 2,
    })
    expect(asked('/device/code')[0]?.form.get('scope')).toBe('read')
    answerTokens(refusing('authorization_pending'))
    expect(await poll(begun.flow)).toMatchObject({ status: 202, body: { pollAfterSeconds: 2 } })
    // Within the interval the provider is not asked.
    expect(await poll(begun.flow)).toMatchObject({ status: 202 })
    expect(asked('/device/token').length).toBe(1)
    await passInterval()
    answerTokens(refusing('slow_down'))
    expect(await poll(begun.flow)).toMatchObject({ status: 202, body: { pollAfterSeconds: 7 } })
    await passInterval()
    answerTokens(ok(tokens))
    expect(await poll(begun.flow)).toMatchObject({ status: 201, body: { status: 'connected' } })
    expect(asked('/device/token').at(-1)?.form.get('device_code')).toBe('dc')
    expect(await poll(begun.flow)).toMatchObject({ status: 400, body: { code: 'CONNECTIONS_FLOW_REFUSED' } })
    expect(await sync('device')).toMatchObject({ status: 'succeeded' })
    // The code itself is gone; one sealed set of credentials is left.
    expect(await every.server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })

  it('that expires or is denied ends the flow and stores nothing', async () => {
    for (const answer of [refusing('expired_token'), refusing('access_denied'), () => ({ status: 418 })]) {
      const { flow } = await begin()
      answerTokens(answer)
      expect(await poll(flow)).toMatchObject({ status: 403, body: { code: 'CONNECTIONS_DENIED' } })
      expect(await poll(flow)).toMatchObject({ status: 400 })
    }
    expect(await every.server.countStored()).toMatchObject({ connections: 0, secrets: 0 })
  })

  it('that is not completed is deleted unopened', async () => {
    await begin()
    expect(await every.server.countStored()).toMatchObject({ secrets: 1 })
    await sql`update oauth_flows set expires_at = now() - interval '1 second'`.execute(every.server.db)
    await every.server.kernel.getService(connectionAccess).maintain(new AbortController().signal)
    expect(await every.server.countStored()).toMatchObject({ secrets: 0 })
  })

  it('of one person is not found for another', async () => {
    const { flow } = await begin()
    answerTokens(ok(tokens))
    const eve = await every.server.person('eve')
    expect(await eve.post(`/api/device/connect/${flow}`)).toMatchObject({ status: 400 })
    expect(asked('/device/token')).toEqual([])
  })

  it('connects once for two concurrent polls', async () => {
    const { flow } = await begin()
    answerTokens(ok(tokens))
    const replies = await Promise.all([poll(flow), poll(flow), poll(flow)])
    expect(replies.filter(({ status }) => status === 201).length).toBe(1)
    expect(asked('/device/token').length).toBe(1)
  })

  it('of an unavailable provider is answered with a retry time', async () => {
    every.provider.answers = { '/device/code': () => ({ status: 503, json: {} }) }
    expect(await every.ada.post('/api/device/connect')).toMatchObject({
      status: 503,
      body: { code: 'CONNECTIONS_PROVIDER_UNAVAILABLE' },
    })
  })
})

describe('a flow of OAuth 2.0 whose provider deviates from the standard', () => {
  const token = {
    access_token: 'run-token',
    refresh_token: 'r',
    token_type: 'Bearer',
    expires_in: 3600,
    athlete: { id: 77 },
  }
  const connect = async (scope: string, reply: object = token) => {
    every.provider.answers = {
      '/run/token': ok(reply),
      '/run/plays': ok({ items: [] }),
      '/run/deauthorize': ok({}),
    }
    const url = new URL(await every.ada.begin('run'))
    const callback = new URL('http://127.0.0.1:3999/api/run/callback')
    callback.search = new URLSearchParams({
      code: 'c',
      state: url.searchParams.get('state') ?? '',
      scope,
    }).toString()
    return { requested: url.searchParams.get('scope'), reply: await every.ada.comeBack(callback) }
  }

  it('finds the granted scopes in the callback, and the account in the token reply', async () => {
    const { requested, reply } = await connect('profile,activity:read_all')
    expect([requested, reply.status]).toEqual(['profile,activity:read', 303])
    expect(await connection('run')).toMatchObject({
      status: 'connected',
      grantedScopes: ['profile', 'activity:read_all'],
      missingScopes: [],
    })
    const { rows } = await sql<{ account_id: string }>`select account_id from user_integrations`.execute(
      every.server.db,
    )
    expect(rows).toEqual([{ account_id: '77' }])
  })

  it('misses a scope with alternatives only if none is granted', async () => {
    await connect('profile')
    expect(await connection('run')).toMatchObject({
      status: 'needs_permission',
      missingScopes: ['activity:read or activity:read_all'],
    })
  })

  it('revokes by a parameter of another name', async () => {
    await connect('profile,activity:read')
    expect(await every.ada.delete('/api/run')).toMatchObject({ status: 204 })
    await expect
      .poll(() => asked('/run/deauthorize')[0]?.form.get('access_token'), { timeout: 5_000 })
      .toBe('run-token')
    expect(asked('/run/deauthorize')[0]?.form.has('token')).toBe(false)
  })

  describe('that revokes by an expired access token', () => {
    const tokensIn = (path: string) => asked(path).map(({ form }) => form.get('access_token'))
    const refreshes = () =>
      asked('/run/token').filter(({ form }) => form.get('grant_type') === 'refresh_token')
    const waiting = async () => {
      const { rows } = await sql<{ last_error: string | null }>`select last_error from revocations`.execute(
        every.server.db,
      )
      return rows
    }
    const disconnectExpired = async (refresh: object, status = 200) => {
      await sql`delete from revocations`.execute(every.server.db)
      await connect('profile,activity:read', { ...token, expires_in: 1 })
      every.provider.answers = { ...every.provider.answers, '/run/token': () => ({ status, json: refresh }) }
      every.provider.seen.length = 0
      expect(await every.ada.delete('/api/run')).toMatchObject({ status: 204 })
      await expect.poll(refreshes).toHaveLength(1)
    }

    it('is refreshed first, and the new token is revoked', async () => {
      await disconnectExpired({ ...token, access_token: 'newer', refresh_token: 'r2' })
      await expect.poll(() => tokensIn('/run/deauthorize')).toEqual(['newer'])
      await expect.poll(waiting).toEqual([])
    })

    it('counts as revoked if the provider refuses the refresh', async () => {
      await disconnectExpired({ error: 'invalid_grant' }, 400)
      await expect.poll(waiting).toEqual([])
      expect(tokensIn('/run/deauthorize')).toEqual([])
    })

    it('is retried later if the refresh fails, and the person is disconnected anyway', async () => {
      await disconnectExpired({}, 503)
      await expect.poll(waiting).toEqual([{ last_error: expect.any(String) }])
      expect(await connection('run')).toMatchObject({ status: 'disconnected', lastError: null })
      await sql`delete from revocations`.execute(every.server.db)
    })
  })
})
