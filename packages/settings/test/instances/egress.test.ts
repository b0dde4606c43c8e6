import type { ProviderContracts, ProviderKind } from '@tributary/integration-kit/host'
import { PROVIDER_KINDS } from '@tributary/integration-kit/host'
import { parseAllowList, type ResolveHost } from '@tributary/provider-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeService, startFakeService } from './fake-service.ts'
import { type InstancesServer, startInstances } from './instances-server.ts'
import { valuesOf } from './service-providers.ts'

const ROOT = '/plugins/instances'
const TOKEN = 'canary-token-of-the-chat'
/** Allowed by its name; what it redirects to is not. */
const ALLOWED = 'allowed.example'

/** Resolves every name to the loopback interface. */
const resolveHost: ResolveHost = (_host, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }])

const message = { title: 'Title', text: 'Text', severity: 'info' } as const
const streamOf = (text: string) => new Blob([text]).stream()

/** A use of each kind that asks its service. */
const USES: {
  readonly [Kind in ProviderKind]: (implementation: ProviderContracts[Kind]) => Promise<unknown>
} = {
  notification: (channel) => channel.send(message),
  storage: (storage) => storage.write('a/b', streamOf('contents')),
  search: (index) => index.query({ personId: 'ada', text: 'a', limit: 1 }),
  authentication: (signIn) =>
    signIn.complete({
      redirectUri: 'https://example.org',
      state: 's',
      query: { state: 's', code: 'c' },
      kept: {},
    }),
  analytics: (sink) => sink.write([{ metric: 'steps', at: '2026-11-28T12:00:00Z', value: 1 }]),
  workflow: (trigger) =>
    trigger.emit({ id: '1', type: 'item.created', at: '2026-11-28T12:00:00Z', data: {} }),
  payment: (payments) =>
    payments.create({
      reference: 'r',
      amount: { currency: 'CHF', minorUnits: 1250 },
      description: 'd',
      returnUrl: 'https://example.org',
    }),
}

let victim: FakeService
let redirecting: FakeService
let server: InstancesServer
beforeAll(async () => {
  victim = await startFakeService(TOKEN)
  redirecting = await startFakeService(TOKEN)
  const egressAllow = parseAllowList(`${ALLOWED}:${redirecting.port}`)
  server = await startInstances({ options: { egressAllow, resolveHost } })
})
afterAll(async () => {
  await server.stop()
  await victim.stop()
  await redirecting.stop()
})

const REFUSED = [
  ['a loopback address', () => `http://127.0.0.1:${victim.port}`, '127.0.0.1'],
  ['a loopback address in another notation', () => `https://0x7f000001:${victim.port}`, '127.0.0.1'],
  ['a private address', () => 'https://10.1.2.3', '10.1.2.3'],
  ['a private IPv6 address', () => 'https://[fd00::5]', 'fd00::5'],
  ['the metadata of a cloud', () => 'https://169.254.169.254', '169.254.169.254'],
  ['a local name', () => 'https://nas.lan', 'nas.lan'],
  ['a name that resolves to loopback', () => `https://rebind.example:${victim.port}`, 'rebind.example'],
] as const

let names = 0
const create = (kind: ProviderKind, address: string) =>
  server.create({ plugin: 'chat', kind, name: `${(names += 1)}`, values: valuesOf(kind, address, TOKEN) })
const use = async <Kind extends ProviderKind>(kind: Kind, instance: string) =>
  server.providers.use({ kind, instance }, (implementation) => USES[kind](implementation))

describe.each(PROVIDER_KINDS)('of the kind %s', (kind) => {
  test.each(REFUSED)(
    '%s is refused with the cure: tested, checked and used',
    async (_what, addressOf, host) => {
      const address = addressOf()
      const values = valuesOf(kind, address, TOKEN)
      const { body } = await server.ask('POST', `${ROOT}/test`, { plugin: 'chat', kind, values })
      expect(body).toMatchObject({ ok: false })
      expect(body.steps.at(-1).problem).toContain(host)
      expect(body.steps.at(-1).problem).toContain(`EGRESS_ALLOW=`)
      expect(body.steps.at(-1).advice).toContain('EGRESS_ALLOW')
      const id = await create(kind, address)
      expect((await server.ask('POST', `${ROOT}/${id}/test`)).body).toMatchObject({ ok: false })
      expect((await server.ask('GET', `${ROOT}/${id}/health`)).body).toMatchObject({ status: 'unhealthy' })
      await expect(use(kind, id)).rejects.toMatchObject({
        code: 'bad_configuration',
        message: expect.stringContaining(host),
      })
      expect(victim.connections()).toBe(0)
    },
  )

  test('a redirect to a private address is not followed, and what EGRESS_ALLOW names works', async () => {
    const id = await create(kind, `http://${ALLOWED}:${redirecting.port}`)
    for (const location of [
      `http://127.0.0.1:${victim.port}/me`,
      'https://10.1.2.3/me',
      `https://rebind.example:${victim.port}/`,
    ]) {
      redirecting.answer = (_request, response) => response.writeHead(302, { location }).end()
      expect((await server.ask('POST', `${ROOT}/${id}/test`)).body).toMatchObject({ ok: false })
      expect((await server.ask('GET', `${ROOT}/${id}/health`)).body).toMatchObject({ status: 'unhealthy' })
      await expect(use(kind, id)).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:upstream|bad_configuration)$/),
      })
    }
    redirecting.answer = undefined
    expect((await server.ask('POST', `${ROOT}/${id}/test`)).body).toMatchObject({ ok: true })
    expect((await server.ask('GET', `${ROOT}/${id}/health`)).body).toMatchObject({ status: 'healthy' })
    await use(kind, id)
    expect(victim.connections()).toBe(0)
  })
})
