import { field, fields } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { secretStore } from '@tributary/secrets'
import type { TObject } from 'typebox'
import { afterEach, expect, test } from 'vitest'
import { SECRET_MASK } from '../../src/index.ts'
import { type InstancesServer, offering, startInstances } from './instances-server.ts'

const ROOT = '/plugins/instances'
const KEY = 'canary-key'

const first = fields({ server: field.text({ label: 'Server' }), key: field.secret({ label: 'Key' }) })
const third = fields(
  { address: field.url({ label: 'Address' }), apiKey: field.secret({ label: 'Key' }) },
  {
    version: 3,
    migrations: {
      2: ({ server, ...rest }) => ({ ...rest, host: server }),
      3: ({ host, key }) => {
        if (host === 'broken') throw new Error('cannot convert')
        return { address: `https://${String(host)}`, apiKey: key }
      },
    },
  },
)

const running: InstancesServer[] = []
afterEach(async () => {
  for (const server of running.splice(0).toReversed()) await server.stop()
})

/** What the implementation was opened with. */
const opened: unknown[] = []

async function startWith(instance: TObject, on?: InstancesServer): Promise<InstancesServer> {
  const provider = notificationProvider({
    instance,
    test: async () => {},
    open({ config }) {
      opened.push(config)
      return { send: async () => {} }
    },
  })
  const server = await startInstances({
    plugins: [offering('chat', provider)],
    ...(on === undefined ? {} : { place: on.place }),
  })
  running.push(server)
  return server
}

const use = (server: InstancesServer, instance: string) =>
  server.providers.use({ kind: 'notification', instance }, () => undefined)
const create = (server: InstancesServer, name: string, host: string) =>
  server.create({ plugin: 'chat', kind: 'notification', name, values: { server: host, key: KEY } })

test('stored values are converted version by version, secrets too; one that cannot be is invalid, and the others work', async () => {
  const old = await startWith(first)
  const good = await create(old, 'good', 'chat.example.org')
  const broken = await create(old, 'broken', 'broken')
  await old.stopKernel()
  const newer = await startWith(third, old)
  expect((await newer.ask('GET', `${ROOT}/${good}/configuration`)).body.values).toEqual({
    address: 'https://chat.example.org',
    apiKey: SECRET_MASK,
  })
  await use(newer, 'good')
  expect(opened.at(-1)).toEqual({ address: 'https://chat.example.org', apiKey: KEY })
  const names = [`instance/${good}/key`, `instance/${good}/apiKey`]
  expect([...(await newer.kernel.getService(secretStore).readAll('plugins', names))]).toEqual([
    [names[1], KEY],
  ])
  expect((await newer.ask('GET', `${ROOT}/${broken}`)).body).toMatchObject({
    state: 'invalid',
    problems: [
      'Its values are of version 1 of the form and could not be converted to version 3: enter them again.',
    ],
  })
  await expect(use(newer, 'broken')).rejects.toMatchObject({ code: 'INSTANCES_INVALID' })
  expect(newer.log.join('')).toContain('values of an instance cannot be converted')
  const values = { address: 'https://other.example.org', apiKey: 'another-key' }
  expect((await newer.ask('PUT', `${ROOT}/${broken}/configuration`, { values })).status).toBe(200)
  await use(newer, 'broken')
  expect(opened.at(-1)).toEqual(values)
})

test('values of a newer version stay as they are, and say what to do', async () => {
  const newer = await startWith(third)
  const values = { address: 'https://chat.example.org', apiKey: KEY }
  const id = await newer.create({ plugin: 'chat', kind: 'notification', name: 'a', values })
  await newer.stopKernel()
  const older = await startWith(first, newer)
  expect((await older.ask('GET', `${ROOT}/${id}`)).body).toMatchObject({
    state: 'invalid',
    problems: [expect.stringContaining('install the newer version again')],
  })
  const change = await older.ask('PATCH', `${ROOT}/${id}`, { values: { server: 'a', key: 'b' } })
  expect(change.body).toMatchObject({ status: 409, code: 'SETTINGS_NEWER_FORM' })
  await older.stopKernel()
  const again = await startWith(third, newer)
  await use(again, 'a')
  expect(opened.at(-1)).toEqual(values)
})
