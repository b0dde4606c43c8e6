import type { Plugin } from '@tributary/core'
import { offeredProviders } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { expect, test } from 'vitest'
import { pluginsPlugin } from '../../src/index.ts'
import { startSettingsServer } from '../settings-server.ts'

const chat: Plugin = {
  name: 'chat',
  version: '1.0.0',
  registerServices: (context) =>
    context.contribute(
      offeredProviders,
      notificationProvider({
        instance: fields({
          room: field.text({ label: 'Room' }),
          token: field.secret({ label: 'Token' }),
        }),
        test: async () => {},
        health: async () => {},
        open: () => ({ send: async () => ({ id: '1' }) }) as never,
      }),
    ),
}

test('a plugin that offers providers has their kinds and their forms', async () => {
  const server = await startSettingsServer({ plugins: [pluginsPlugin(), chat] })
  const get = async (path: string) => (await server.ask({ path, as: 'user', mount: '/api/plugins' })).body
  try {
    expect((await get('/?kind=notification')).items).toMatchObject([
      {
        name: 'chat',
        kinds: ['other', 'notification'],
        supportsConnectionTest: true,
        supportsHealthChecks: true,
      },
    ])
    const { providers } = await get('/chat/schema')
    expect(providers).toMatchObject([
      {
        kind: 'notification',
        schema: { properties: { room: { title: 'Room' } }, required: ['room', 'token'] },
      },
    ])
  } finally {
    await server.stop()
  }
})
