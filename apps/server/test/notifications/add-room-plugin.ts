import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const KIT = new URL('../../../../packages/integration-kit/dist/', import.meta.url).href

/** Sends messages to an address of the configuration, and has a route that notifies the person who asks. */
const SOURCE = `
import { field, fields } from '${KIT}index.js'
import { notificationProvider } from '${KIT}providers.js'

const person = { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] }

export default {
  name: 'room',
  version: '1.0.0',
  uses: [{ name: 'notifications' }],
  registerServices(context) {
    context.contribute({ name: 'providers' }, notificationProvider({
      instance: fields({ address: field.url({ label: 'Address' }), token: field.secret({ label: 'Token' }) }),
      recipient: fields({ room: field.text({ label: 'Your room', required: false }) }),
      test: async () => {},
      open: ({ fetch, config }) => ({
        send: async (message) => {
          const answer = await fetch(new URL(config.address), {
            method: 'POST',
            headers: { authorization: 'Bearer ' + config.token },
            body: JSON.stringify(message),
          })
          if (!answer.ok) throw new Error('The room answered ' + answer.status)
        },
      }),
    }))
  },
  configureRoutes: (context) => ({
    routes: async (app) => {
      app.post('/notify', { schema: { summary: 'Notify', body: person, response: { 204: { type: 'null' } } } }, async (request, reply) => {
        const { key } = request.body
        const notice = { userId: request.principal.userId, kind: 'sync_warning', severity: 'warning', title: key, message: key, key }
        await context.getService({ name: 'notifications' }).notify(notice)
        return reply.code(204).send(null)
      })
    },
  }),
}
`

/** Adds a plugin with a provider of notifications to the folder of plugins of a server. */
export async function addRoomPlugin(dataDirectory: string): Promise<void> {
  const folder = join(dataDirectory, 'plugins', 'room')
  await mkdir(folder, { recursive: true })
  const manifest = { type: 'module', main: 'index.js', version: '1.0.0', engines: { tributary: '*' } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'index.js'), SOURCE)
}
