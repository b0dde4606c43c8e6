import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { temporaryDirectory } from '@tributary/database/testing'
import { providers } from '@tributary/integration-host'
import * as ownKit from '@tributary/integration-kit'
import { startTestServer, TEST_PASSWORD } from '@tributary/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const path = temporaryDirectory('tributary-outside-')
const KIT = fileURLToPath(new URL('../../../packages/integration-kit/', import.meta.url))

/** As an author writes it who has nothing but the packed kit. */
const SOURCE = `
import { defineIntegration, field, fields, IntegrationError, mediaStream, noAuth } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { Type } from 'typebox'

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  async *sync({ http }) {
    const { items } = await http.get('/plays', { schema: Type.Object({ items: Type.Array(Type.Object({ id: Type.String() })) }) })
    yield {
      records: items.map(({ id }) => ({ externalId: id, type: 'track', title: id, occurredOn: '2026-11-01', raw: { id } })),
      cursor: items.length,
    }
    throw new IntegrationError('bad_configuration', 'Ask the administrator of outside.')
  },
})

export const kit = { IntegrationError }
export const outside = (origin) => defineIntegration({
  name: 'outside', displayName: 'Outside', version: '1.0.0', description: 'Built elsewhere.',
  auth: noAuth, api: { baseUrl: origin + '/v1' }, streams: [plays],
})

const chat = notificationProvider({
  instance: fields({ token: field.secret({ label: 'Token' }) }),
  api: { baseUrl: 'https://api.outside.example', headers: ({ config }) => ({ authorization: config.token }) },
  test: async ({ http, step }) => { await step('Read the plays', () => http.get('/plays', { schema: Type.Unknown() })) },
  open: ({ config }) => ({ send: async () => { throw new IntegrationError('action_required', 'Act on ' + config.token) } }),
})

export const offering = defineIntegration({
  name: 'offering', displayName: 'Offering', version: '1.0.0', description: 'Only provides.',
  provides: { notification: chat },
})

export const misspelt = defineIntegration({
  name: 'misspelt', displayName: 'Misspelt', version: '1.0.0', description: 'Provides what it cannot.',
  provides: { notifications: chat },
})
`

interface Outside {
  readonly outside: (origin: string) => ownKit.Integration
  readonly kit: { readonly IntegrationError: unknown }
  readonly offering: ownKit.Integration
  readonly misspelt: ownKit.Integration
}

const provider = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"items":[{"id":"a"},{"id":"b"}]}')
})

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
})
afterAll(async () => {
  provider.close()
  await rm(path, { recursive: true, force: true })
})

/** Packs the kit, unpacks it where a package manager would, and writes the integration beside it. */
async function buildOutside(): Promise<Outside> {
  const modules = join(path, 'node_modules')
  const kit = join(modules, '@tributary/integration-kit')
  await mkdir(kit, { recursive: true })
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', path], { cwd: KIT })
  const tarball = (await readdir(path)).find((name) => name.endsWith('.tgz')) ?? ''
  await run('tar', ['-xzf', join(path, tarball), '-C', kit, '--strip-components', '1'])
  for (const dependency of ['typebox', 'libphonenumber-js'])
    await symlink(
      fileURLToPath(new URL(`node_modules/${dependency}`, pathToFileURL(KIT))),
      join(modules, dependency),
    )
  await writeFile(join(path, 'package.json'), '{"type":"module"}')
  await writeFile(join(path, 'index.js'), SOURCE)
  return (await import(/* @vite-ignore */ pathToFileURL(join(path, 'index.js')).href)) as Outside
}

let built: Outside
beforeAll(async () => {
  built = await buildOutside()
})

it('an integration built elsewhere, with its own copy of the kit, boots, syncs and throws errors that keep their codes', async () => {
  const { outside, kit } = built
  expect(kit.IntegrationError).not.toBe(ownKit.IntegrationError)
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  await using server = await startTestServer({
    integrations: [outside('https://api.outside.example')],
    endpoints: { 'https://api.outside.example': origin },
  })
  const user = await server.createUser()
  expect(await user.sync('outside')).toMatchObject({
    inserted: 2,
    error: {
      code: 'bad_configuration',
      message: expect.stringContaining('Ask the administrator of outside'),
    },
  })
})

it('one that only provides, built elsewhere, is configured as an instance, tested and used', async () => {
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  await using server = await startTestServer({
    integrations: [built.offering],
    endpoints: { 'https://api.outside.example': origin },
  })
  const { kernel } = server
  const admin = await server.createUser({ role: 'admin' })
  expect((await admin.get('/api/offering')).body).toMatchObject({ integration: 'offering', streams: [] })
  expect((await admin.request({ method: 'DELETE', path: '/api/offering?data=delete' })).status).toBe(405)
  const payload = { email: admin.email, password: TEST_PASSWORD }
  const signedIn = await kernel.app.inject({ method: 'POST', url: '/api/accounts/sign-in/email', payload })
  const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
  const post = async (path: string, body: object) =>
    (
      await kernel.app.inject({
        method: 'POST',
        url: `/api/admin/plugins${path}`,
        headers: { cookie },
        payload: body,
      })
    ).json()
  const instance = { plugin: 'offering', kind: 'notification', values: { token: 'canary-token' } }
  expect(await post('/instances/test', instance)).toMatchObject({
    ok: true,
    steps: [{ tried: 'Read the plays' }],
  })
  expect(await post('/instances', { ...instance, name: 'a' })).toMatchObject({ state: 'active' })
  const sending = kernel
    .getService(providers)
    .use({ kind: 'notification', instance: 'a' }, (channel) =>
      channel.send({ title: 'Title', text: 'Text', severity: 'info' }),
    )
  await expect(sending).rejects.toMatchObject({ code: 'action_required', message: 'Act on ***' })
})

it('one that provides an unknown kind is refused with the nearest one', async () => {
  await expect(startTestServer({ integrations: [built.misspelt] })).rejects.toThrow(
    'integration "misspelt" provides the unknown kind "notifications": is it "notification"?',
  )
})
