import { settings } from '@tributary/integration-host'
import { field } from '@tributary/integration-kit'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { afterEach, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../src/index.ts'
import {
  player,
  pluginWith,
  type SettingsServer,
  type SettingsServerOptions,
  startSettingsServer,
} from './settings-server.ts'

const servers: SettingsServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0).toReversed()) await server.stop()
})

async function start(options: SettingsServerOptions = {}): Promise<SettingsServer> {
  const server = await startSettingsServer(options)
  servers.push(server)
  return server
}

const read = (server: SettingsServer): Promise<ConfigurationValues | undefined> =>
  server.kernel.getService(settings).read('player')

async function stateOf(server: SettingsServer, key: string) {
  const { body } = await server.ask({})
  return body.fields.find((each: { key: string }) => each.key === key)
}

describe('a value from the environment', () => {
  const environment = {
    PLAYER_CLIENT_ID: ' from-env ',
    PLAYER_CLIENT_SECRET: 'canary-from-env',
    PLAYER_DAYS: '12',
  }

  test('applies while no value is stored, and again when it is cleared', async () => {
    const server = await start({ environment })
    expect(await read(server)).toEqual({
      clientId: 'from-env',
      clientSecret: 'canary-from-env',
      days: 12,
    })
    expect(await stateOf(server, 'clientId')).toMatchObject({ value: 'from-env', origin: 'environment' })
    expect(await stateOf(server, 'clientSecret')).toMatchObject({
      value: SECRET_MASK,
      origin: 'environment',
      isSet: true,
    })
    await server.ask({ method: 'PATCH', body: { values: { clientId: 'stored', clientSecret: SECRET_MASK } } })
    expect(await read(server)).toMatchObject({ clientId: 'stored', clientSecret: 'canary-from-env' })
    expect(await stateOf(server, 'clientId')).toMatchObject({ value: 'stored', origin: 'stored' })
    expect(await stateOf(server, 'clientSecret')).toMatchObject({ origin: 'environment' })
    await server.ask({ method: 'PATCH', body: { values: { clientSecret: 'stored-secret' } } })
    expect(await read(server)).toMatchObject({ clientSecret: 'stored-secret' })
    await server.ask({ method: 'DELETE' })
    expect(await read(server)).toMatchObject({ clientId: 'from-env', clientSecret: 'canary-from-env' })
  })

  test('that is empty counts as unset', async () => {
    const server = await start({ environment: { ...environment, PLAYER_DAYS: ' ', PLAYER_CLIENT_ID: '' } })
    expect(await stateOf(server, 'days')).toMatchObject({ value: 7, origin: 'default' })
    expect((await server.ask({})).body).toMatchObject({ configured: false, missing: ['clientId'] })
  })

  test('that is invalid leaves the plugin unconfigured and is reported, not replaced by the default', async () => {
    const server = await start({ environment: { ...environment, PLAYER_DAYS: 'canary' } })
    expect(await read(server)).toBeUndefined()
    const { body, text } = await server.ask({ path: '' })
    expect(body.items).toEqual([
      { plugin: 'player', configured: false, missing: [], invalid: ['days'], waitingFor: null },
    ])
    expect(text).not.toContain('canary')
    expect(await stateOf(server, 'days')).toMatchObject({
      origin: 'environment',
      problems: ['Enter a whole number.'],
    })
    await server.ask({ method: 'PATCH', body: { values: { days: 3 } } })
    expect(await read(server)).toMatchObject({ days: 3 })
  })
})

describe('over restarts and processes', () => {
  test('values are kept, and one that a newer version of the plugin refuses is reported', async () => {
    const first = await start()
    const values = { clientId: 'abc', clientSecret: 'long-enough', days: 30 }
    await first.ask({ method: 'PATCH', body: { values } })
    const newer = {
      ...player,
      schema: Type.Object({ ...player.schema.properties, days: field.boolean({ label: 'Days' }) }),
    }
    const second = await startSettingsServer({ place: first.place, playerSettings: newer })
    try {
      expect(await read(second)).toBeUndefined()
      expect(await stateOf(second, 'days')).toMatchObject({
        value: 30,
        origin: 'stored',
        problems: ['Enter true or false.'],
      })
      expect(await read(first)).toEqual(values)
    } finally {
      await second.stopKernel()
    }
  })

  test('a change takes effect at once in every process', async () => {
    const one = await start()
    const two = await startSettingsServer({ place: one.place })
    try {
      for (const [index, [writer, reader]] of [
        [one, two],
        [two, one],
        [one, two],
      ].entries()) {
        const values = {
          clientId: `round-${'x'.repeat(index)}`,
          clientSecret: `secret number ${index}`,
          days: index + 1,
        }
        expect(await writer?.ask({ method: 'PATCH', body: { values } })).toMatchObject({ status: 200 })
        expect(await read(reader as SettingsServer)).toEqual(values)
      }
      await two.ask({ method: 'DELETE' })
      expect(await read(one)).toBeUndefined()
    } finally {
      await two.stopKernel()
    }
  })
})

describe('a plugin whose configuration cannot be used', () => {
  test('is quarantined with the reason, and the others are served', async () => {
    const bare = { schema: Type.Object({ size: Type.Integer() }) }
    const server = await start({
      plugins: [pluginWith('bare', bare), pluginWith('twice', player, { ...player }), pluginWith('plain')],
    })
    const states = Object.fromEntries(
      server.kernel.report().plugins.map(({ name, state, reason }) => [name, { state, reason }]),
    )
    expect(states).toMatchObject({
      bare: { state: 'quarantined', reason: expect.stringContaining('"size" was not made with field.*') },
      twice: { state: 'quarantined', reason: expect.stringContaining('two configurations') },
      plain: { state: 'ready' },
      player: { state: 'ready' },
    })
    expect((await server.ask({ path: '' })).body.items).toMatchObject([{ plugin: 'player' }])
    expect((await server.ask({ path: '/bare' })).status).toBe(404)
  })
})
