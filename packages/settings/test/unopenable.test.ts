import { database } from '@tributary/database'
import { settings } from '@tributary/integration-host'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../src/index.ts'
import { type SettingsServer, startSettingsServer } from './settings-server.ts'

describe('a secret that was modified in the database', () => {
  let server: SettingsServer
  beforeAll(async () => {
    server = await startSettingsServer()
  })
  afterAll(() => server.stop())

  const read = () => server.kernel.getService(settings).read('player')
  const values = { clientId: 'abc', clientSecret: 'canary-client-secret', signingKey: 'canary-signing-key' }
  beforeEach(async () => {
    await server.ask({ method: 'PATCH', body: { values } })
    // Opened once, so that what is found broken below is news.
    await read()
    const { pool } = server.kernel.getService(database)
    const { rowCount } = await pool.query(
      `update secrets set sealed = left(sealed, -6) || 'AAAAAA' where name = 'plugin.player.clientSecret'`,
    )
    expect(rowCount).toBe(1)
  })

  test('is shown as one to set again, beside all the others', async () => {
    expect(await server.ask({ path: '' })).toMatchObject({
      status: 200,
      body: { items: [{ plugin: 'player', configured: false, missing: [], invalid: ['clientSecret'] }] },
    })
    const { status, body } = await server.ask({})
    expect(status).toBe(200)
    const fields = new Map(body.fields.map((field: { key: string }) => [field.key, field]))
    expect(fields.get('clientSecret')).toMatchObject({
      value: null,
      isSet: true,
      origin: 'stored',
      state: 'unopenable',
      problems: ['The stored secret cannot be decrypted: set it again, or clear it.'],
    })
    expect(fields.get('signingKey')).toMatchObject({ value: SECRET_MASK, state: 'valid', problems: [] })
    expect(fields.get('clientId')).toMatchObject({ value: 'abc', state: 'valid' })
    expect(fields.get('market')).toMatchObject({ state: 'unset' })
  })

  test('leaves the plugin unconfigured, and is named in the log once', async () => {
    const before = server.log.length
    expect(await read()).toBeUndefined()
    expect(await read()).toBeUndefined()
    const told = server.log.slice(before).filter((line) => line.includes('setting cannot be decrypted'))
    expect(told).toEqual([expect.stringContaining('plugin.player.clientSecret')])
  })

  test('is fixed by setting it again', async () => {
    const set = { values: { clientSecret: 'another-secret' } }
    expect(await server.ask({ method: 'PATCH', body: set })).toMatchObject({ status: 200 })
    expect(await read()).toMatchObject({ clientSecret: 'another-secret', signingKey: 'canary-signing-key' })
  })

  test('can be cleared, alone and with all the others', async () => {
    expect(await server.ask({ method: 'DELETE', path: '/player/values/clientSecret' })).toMatchObject({
      status: 204,
    })
    expect(await server.ask({})).toMatchObject({ body: { missing: ['clientSecret'], invalid: [] } })
    expect(await server.ask({ method: 'DELETE' })).toMatchObject({ status: 204 })
  })
})

describe('a secret that the database has lost', () => {
  test('is distinguished from an unset one: it is shown as one to set again, and can be cleared', async () => {
    const server = await startSettingsServer()
    const values = { clientId: 'abc', clientSecret: 'canary-client-secret' }
    await server.ask({ method: 'PATCH', body: { values } })
    expect(await server.kernel.getService(settings).read('player')).toMatchObject(values)
    await server.kernel.getService(database).pool.query('delete from secrets')
    expect(await server.ask({})).toMatchObject({
      body: { configured: false, missing: [], invalid: ['clientSecret'] },
    })
    expect(await server.kernel.getService(settings).read('player')).toBeUndefined()
    expect(server.log.join('')).toContain('SETTINGS_SECRET_LOST')
    await server.ask({ method: 'PATCH', body: { values } })
    expect(await server.kernel.getService(settings).read('player')).toMatchObject(values)
    await server.kernel.getService(database).pool.query('delete from secrets')
    await server.ask({ method: 'DELETE', path: '/player/values/clientSecret' })
    expect(await server.ask({})).toMatchObject({
      body: { missing: ['clientSecret'], invalid: [] },
    })
    await server.stop()
  })
})
