import type { Plugin } from '@tributary/core'
import { database } from '@tributary/database'
import { type ConnectionTest, configurations } from '@tributary/integration-host'
import { field, fields, IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { type HealthServer, startHealthServer } from './health-server.ts'

const SUBJECT = '/api/admin/plugins/health/plugin_settings/chat'

let server: HealthServer | undefined

afterEach(() => server?.stop())

/** A plugin whose settings can be tested. */
const chat: Plugin = {
  name: 'chat',
  version: '1.0.0',
  about: { displayName: 'Chat' },
  registerServices: (context) =>
    context.contribute(configurations, {
      schema: fields({ room: field.text({ label: 'Room' }) }),
      test: async ({ config, step }) => {
        await step(`Looked for the room ${String(config['room'])}`, () => {
          if (config['room'] === 'closed')
            throw new IntegrationError('permission_denied', 'The room is closed.')
        })
      },
    }),
}

async function setRoom(room: string): Promise<void> {
  await sql`
    insert into system_config (key, value) values ('plugin.chat.room', ${JSON.stringify(room)}::jsonb)
    on conflict (key) do update set value = excluded.value`.execute(
    server?.kernel.getService(database).tables() as never,
  )
}

test('settings with a test are checked as soon as they are complete', async () => {
  server = await startHealthServer({ worker: false }, [chat])
  expect((await server.get(SUBJECT)).status).toBe(404)
  await setRoom('lounge')
  expect(await server.checkNow(SUBJECT)).toMatchObject({
    status: 200,
    body: {
      plugin: 'chat',
      name: 'Settings',
      status: 'healthy',
      lastCheck: { ok: true, steps: [{ tried: 'Looked for the room lounge', ok: true }] },
    },
  })
  await setRoom('closed')
  await server.checkNow(SUBJECT)
  const { body } = await server.checkNow(SUBJECT)
  expect(body).toMatchObject({ status: 'unhealthy' })
  const [step] = (body.lastCheck as ConnectionTest).steps
  expect(step).toMatchObject({ ok: false, problem: 'The room is closed.', advice: expect.any(String) })
  expect((await server.get('/health')).body.checks).toContainEqual(
    expect.objectContaining({
      name: 'plugin-health',
      message: expect.stringContaining('The settings of plugin "chat" do not work'),
    }),
  )
})

test('settings of a part that is off are not checked', async () => {
  const optional: Plugin = {
    ...chat,
    registerServices: (context) =>
      context.contribute(configurations, {
        schema: fields({ room: field.text({ label: 'Room', required: false }) }),
        test: () => Promise.reject(new IntegrationError('bad_configuration', 'Enter a room.')),
        isUsed: ({ room }) => room !== undefined,
      }),
  }
  server = await startHealthServer({ worker: false }, [optional])
  expect((await server.get(SUBJECT)).status).toBe(404)
  await setRoom('lounge')
  expect((await server.checkNow(SUBJECT)).status).toBe(200)
})

test('the catalogue says that they can be tested and are checked', async () => {
  server = await startHealthServer({ worker: false }, [chat])
  expect((await server.get('/api/plugins/chat')).body).toMatchObject({
    supportsConnectionTest: true,
    supportsHealthChecks: true,
  })
  expect((await server.get('/api/plugins/accounts')).body).toMatchObject({
    supportsConnectionTest: false,
    supportsHealthChecks: false,
  })
})
