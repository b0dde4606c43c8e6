import { createKernel, type Plugin, silentLogger } from '@tributary/core'
import { defineIntegration, field, fields } from '@tributary/integration-kit'
import type { IntegrationDefinition, Provider } from '@tributary/integration-kit/host'
import { notificationProvider, searchProvider } from '@tributary/integration-kit/providers'
import { Type } from 'typebox'
import { describe, expect, test, vi } from 'vitest'
import { checkDefinition } from '../../src/check/check-definition.ts'
import { checkProvider } from '../../src/check/provider-mistakes.ts'
import { imports, integrationPlugin, offeredProviders } from '../../src/index.ts'

const options = {
  instance: fields({ token: field.secret({ label: 'Token' }) }),
  test: async () => {},
  open: () => ({ send: async () => {} }),
}
const chat = (more: object = {}) => notificationProvider({ ...options, ...more })
const search = searchProvider({ ...options, open: () => ({}) as never })
const definition = (more: object = {}) =>
  defineIntegration({
    name: 'example',
    displayName: 'Example',
    version: '1.0.0',
    description: 'An example.',
    provides: { notification: chat() },
    ...more,
  }).definition
const provides = (notification: unknown) => definition({ provides: { notification } })

test('a definition that only provides is valid: without auth and without streams', () => {
  expect(definition().streams).toEqual([])
  checkDefinition(definition())
  checkDefinition(definition({ provides: { notification: chat(), search } }))
  checkDefinition(provides(undefined))
  checkDefinition(provides(chat({ recipient: fields({ room: field.text({ label: 'Your room' }) }) })))
})

describe('what a definition provides is refused with what to change', () => {
  test.each<readonly [IntegrationDefinition, string]>([
    [definition({ provides: {} }), 'integration "example" declares neither streams nor "provides"'],
    [definition({ provides: [] }), 'integration "example" declares neither streams nor "provides"'],
    [definition({ provides: null }), 'integration "example" has "provides" that is no object'],
    [definition({ provides: 'chat' }), 'integration "example" has "provides" that is no object'],
    [
      definition({ provides: { notifications: chat() } }),
      'integration "example" provides the unknown kind "notifications": is it "notification"?',
    ],
    [
      definition({ provides: { letters: chat() } }),
      'there are notification, payment, storage, search, authentication, analytics, workflow',
    ],
    [
      provides({ ...options }),
      'integration "example", provides.notification, was not made by notificationProvider: write notificationProvider({ … }) of @tributary/integration-kit/providers',
    ],
    [provides(null), 'was not made by notificationProvider'],
    [provides(search), 'integration "example", provides.notification, was not made by notificationProvider'],
    [
      provides(chat({ test: undefined })),
      'integration "example", provides.notification, has no function "test"',
    ],
    [provides(chat({ open: {} })), 'has no function "open": add one'],
    [provides(chat({ health: 'yes' })), 'has a "health" that is not a function'],
    [provides(chat({ instance: undefined })), 'has no form "instance": add one made by fields({ … })'],
    [provides(chat({ tset: async () => {} })), 'has the unknown member "tset": is it "test"?'],
    [
      provides(chat({ api: { baseURL: 'a', baseUrl: 'https://a.example' } })),
      'api, has the unknown member "baseURL": is it "baseUrl"?',
    ],
    [
      provides(chat({ api: { baseUrl: 'http://a.example' } })),
      'api.baseUrl, names "http://a.example": write an absolute https address',
    ],
    [
      provides(chat({ instance: fields({ token: Type.String() }) })),
      'instance, declares "token" without field.*',
    ],
    [provides(chat({ instance: fields({ 'a-b': field.text({ label: 'A' }) }) })), 'use a name in camelCase'],
    [
      provides(chat({ instance: fields({ token: field.secret({ label: 'Token', env: 'CHAT_TOKEN' }) }) })),
      'instance, declares "token" with env: a variable has one value, and there may be several instances; leave it out',
    ],
    [
      provides(
        chat({ instance: fields({ room: field.select({ label: 'Room', load: async () => ['a'] }) }) }),
      ),
      'instance, declares "room" with load, which needs "api": declare where the service is',
    ],
    [
      provides(
        chat({ instance: fields({ a: field.text({ label: 'A', visibleWhen: { field: 'b', is: 'c' } }) }) }),
      ),
      'the form has no field "b"',
    ],
    [
      provides(chat({ recipient: fields({}) })),
      'has a "recipient" without fields: write recipient: fields({ … }), or leave it out',
    ],
    [
      provides(chat({ recipient: fields({ key: field.secret({ label: 'Key' }) }) })),
      'recipient, declares the secret "key": a recipient has none, move it to "instance"',
    ],
    [
      provides(chat({ recipient: fields({ room: field.text({ label: 'Room', env: 'ROOM' }) }) })),
      'recipient, declares "room" with env',
    ],
    [
      provides(
        chat({ recipient: fields({ room: field.select({ label: 'Room', load: async () => ['a'] }) }) }),
      ),
      'recipient, declares "room" with load',
    ],
    [
      definition({ provides: { search: searchProvider({ ...options, recipient: fields({}) } as never) } }),
      'provides.search, has a form "recipient", which only notificationProvider knows',
    ],
    [definition({ testConfig: async () => {} }), 'has testConfig and no "config" to test'],
    [definition({ config: fields({}), testConfig: true }), 'has a testConfig that is not a function'],
  ])('%#', (wrong, message) => {
    expect(() => checkDefinition(wrong)).toThrow(message)
  })
})

test('that of a plain plugin is checked alike', () => {
  checkProvider(chat())
  const instance = fields({
    room: field.select({ label: 'Room', load: async () => ['a'] }),
    keys: field.array({ label: 'Keys', items: field.secret({ label: 'Key' }) }),
  })
  checkProvider(chat({ instance, api: { baseUrl: 'https://a.example' } }))
  expect(() => checkProvider(chat({ tset: 1, health: 1 }) as Provider)).toThrow(
    /the provider of the kind "notification" has the unknown member "tset": is it "test"\?; .*"health" that is not a function/,
  )
  expect(() => checkProvider({ kind: 'notification', ...options } as unknown as Provider)).toThrow(
    'was not made by notificationProvider',
  )
})

test('a provider of another copy of the kit is taken', async () => {
  vi.resetModules()
  const copy = await import('@tributary/integration-kit/providers')
  expect(copy.notificationProvider).not.toBe(notificationProvider)
  const provider = copy.notificationProvider(options)
  checkProvider(provider)
  checkDefinition(provides(provider))
})

test('a plugin made of a definition offers what it provides, and has no data to delete', async () => {
  const seen: string[] = []
  const jobs: Plugin = {
    name: 'jobs',
    version: '1.0.0',
    registerServices: (context) =>
      context.registerService(imports, () => ({ streamKinds: () => [], lastJob: async () => null }) as never),
  }
  const reader: Plugin = {
    name: 'reader',
    version: '1.0.0',
    start(context) {
      for (const { plugin, value } of context.getContributions(offeredProviders))
        seen.push(`${plugin} ${value.kind}`)
    },
  }
  const example = integrationPlugin(
    defineIntegration({ ...definition({ provides: { notification: chat(), search } }) }),
  )
  const kernel = createKernel({ plugins: [jobs, example, reader], logger: silentLogger })
  const { plugins } = await kernel.boot()
  expect(seen).toEqual(['example notification', 'example search'])
  const routes = plugins
    .find(({ name }) => name === 'example')
    ?.routes.map(({ method, path }) => `${method} ${path}`)
  expect(routes).toEqual(['GET /api/example'])
  await kernel.stop()
})
