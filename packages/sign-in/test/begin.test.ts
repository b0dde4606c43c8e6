import { accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { type Providers, providers } from '@tributary/integration-host'
import type { SignInProvider } from '@tributary/integration-kit/providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInPlugin } from '../src/index.ts'

const ID = '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44'
const LIMIT = { max: 3, within: 60_000 }

/** A service that sends everybody to one page. */
const service: SignInProvider = {
  begin: async ({ state }) => ({ url: `https://login.example.org/?state=${state}`, kept: {} }),
  complete: async () => ({ issuer: 'https://login.example.org', subject: 'ada' }),
}

const instances: Plugin = {
  name: 'instances',
  version: '1.0.0',
  registerServices(context) {
    const only = {
      id: ID,
      plugin: 'instances',
      kind: 'authentication',
      name: 'Home',
      state: 'active',
      revision: 1,
    }
    const use = async (_target: unknown, work: (provider: SignInProvider) => unknown) => work(service)
    context.registerService(
      providers,
      () => ({ list: async () => [only], use: use as Providers['use'] }) as Providers,
    )
  },
}

describe('beginning a sign-in at a server that is reached by HTTPS', () => {
  let kernel: Kernel
  let remove: () => Promise<void>
  beforeAll(async () => {
    const place = await prepareTestDatabase()
    remove = () => place.remove()
    const publicUrl = 'https://data.example.org'
    kernel = createKernel({
      plugins: [
        databasePlugin(place.options),
        accountsPlugin({ publicUrl }),
        instances,
        signInPlugin({ publicUrl, limit: LIMIT }),
      ],
    })
    await kernel.boot()
  })
  afterAll(async () => {
    await kernel.stop()
    await remove()
  })

  const begin = async (remoteAddress: string, body: object = {}) =>
    kernel.app.inject({
      method: 'POST',
      url: `/api/sign-in/services/${ID}/begin`,
      remoteAddress,
      payload: body,
    })

  test('binds the browser by a cookie of this host alone, sent by HTTPS alone', async () => {
    const response = await begin('10.0.0.1')
    const cookies = [response.headers['set-cookie'] ?? []].flat()
    expect(response.statusCode, response.body).toBe(200)
    expect(cookies).not.toEqual([])
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^__Host-tributary\.signing_in\S*; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
      )
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('is limited per address, also with flows that are ended, and says when to try again', async () => {
    const statuses = []
    for (let n = 0; n < LIMIT.max; n += 1) statuses.push((await begin('10.0.0.2')).statusCode)
    const refused = await begin('10.0.0.2')
    const ended = await kernel.app.inject({
      url: `/api/sign-in/services/${ID}/callback?state=x`,
      remoteAddress: '10.0.0.2',
    })
    expect(statuses).toEqual([200, 200, 200])
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'ACCOUNTS_RATE_LIMITED' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(ended.statusCode).toBe(429)
    expect((await begin('10.0.0.3')).statusCode).toBe(200)
  })

  test.each([
    'https://elsewhere.example.org/',
    '//elsewhere.example.org',
    '/\\elsewhere.example.org',
    'library',
  ])('refuses to return to %s', async (returnPath) => {
    const response = await begin(`10.0.1.${returnPath.length}`, { returnPath })
    expect(response.json()).toMatchObject({ code: 'SIGN_IN_BAD_RETURN_PATH' })
  })
})
