import type { Kernel } from '@tributary/core'
import { database } from '@tributary/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { temporaryDirectory } from './server-process.ts'

const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' }
const CANARIES = ['canary-client-secret', 'canary password of bob']

describe('acts of administration are in the audit log', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let kernel: Kernel
  let cookie: string
  beforeAll(async () => {
    directory = await temporaryDirectory()
    const environment = {
      DATA_DIR: directory.path,
      LOG_LEVEL: 'silent',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    }
    kernel = makeKernel(readConfiguration(environment), { worker: false, log: 'stderr' })
    await kernel.boot()
    const signedIn = await kernel.app.inject({
      method: 'POST',
      url: '/api/accounts/sign-in/email',
      payload: ADMIN,
    })
    cookie = signedIn.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
  })
  afterAll(async () => {
    await kernel.stop()
    await directory[Symbol.asyncDispose]()
  })

  async function send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
    const reply = await kernel.app.inject({
      method,
      url,
      headers: { cookie },
      ...(payload === undefined ? {} : { payload }),
    })
    expect(reply.statusCode).toBeLessThan(300)
    return reply.body === '' ? undefined : reply.json()
  }
  const entriesOf = async (subjectType: string, subjectId: string) => {
    const { items } = await send('GET', `/api/admin/audit?subjectType=${subjectType}&subjectId=${subjectId}`)
    return items.toReversed()
  }

  test('of users, with the password only as changed', async () => {
    const { id } = await send('POST', '/api/admin/accounts/users', {
      email: 'bob@example.org',
      password: 'correct horse battery',
    })
    const change = { role: 'admin', password: CANARIES[1], name: 'Bob' }
    await send('PATCH', `/api/admin/accounts/users/${id}`, change)
    await send('DELETE', `/api/admin/accounts/users/${id}`)
    const role = { field: 'role', isSecret: false, before: 'user', after: 'admin' }
    expect(await entriesOf('user', id)).toMatchObject([
      { actorKind: 'session', action: 'created', changes: [{ field: 'role', after: 'user' }] },
      { action: 'updated', changes: [role, { field: 'password', isSecret: true }] },
      { action: 'deleted', changes: [] },
    ])
  })

  test('of API keys', async () => {
    const { id } = await send('POST', '/api/accounts/keys', { name: 'backup', scopes: ['library:read'] })
    await send('DELETE', `/api/accounts/keys/${id}`)
    expect(await entriesOf('api_key', id)).toMatchObject([
      {
        action: 'created',
        changes: expect.arrayContaining([
          expect.objectContaining({ field: 'scopes', after: ['library:read'] }),
        ]),
      },
      { action: 'deleted' },
    ])
  })

  test('of settings, with secrets only as changed', async () => {
    const values = { clientId: 'a-client', clientSecret: CANARIES[0] }
    await send('PATCH', '/api/admin/settings/spotify', { values })
    await send('PATCH', '/api/admin/settings/spotify', { values: { clientId: 'another-client' } })
    await send('DELETE', '/api/admin/settings/spotify/values/clientSecret')
    await send('DELETE', '/api/admin/settings/spotify')
    expect(await entriesOf('plugin_settings', 'spotify')).toMatchObject([
      {
        changes: [
          { field: 'clientId', before: null, after: 'a-client' },
          { field: 'clientSecret', isSecret: true },
        ],
      },
      { changes: [{ field: 'clientId', before: 'a-client', after: 'another-client' }] },
      { changes: [{ field: 'clientSecret', isSecret: true }] },
      { action: 'deleted' },
    ])
  })

  test('of integrations that are switched off and on, but not of what changes nothing', async () => {
    for (const enabled of [true, false, false, true])
      await send('PATCH', '/api/admin/connections/integrations/spotify', { enabled })
    expect(await entriesOf('integration', 'spotify')).toMatchObject([
      { changes: [{ field: 'enabled', before: true, after: false }] },
      { changes: [{ field: 'enabled', before: false, after: true }] },
    ])
  })

  test('of keys that secrets are sealed with; and no entry contains a secret', async () => {
    const { keyId } = await send('POST', '/api/admin/secrets/data-keys/rotate')
    expect(await entriesOf('data_key', keyId)).toMatchObject([{ action: 'rotated' }])
    const rows = await kernel
      .getService(database)
      .tables<{ audit_entries: { changes: unknown } }>()
      .selectFrom('audit_entries')
      .selectAll()
      .execute()
    for (const canary of CANARIES) expect(JSON.stringify(rows)).not.toContain(canary)
    expect(JSON.stringify(rows)).not.toContain('bob@example.org')
  })
})
