import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const KIT = new URL('../../../integration-kit/dist/', import.meta.url).href

/** A chat with settings that can be tested, and without routes: the client knows the operations of the server alone. */
const SOURCE = `
import { field, fields } from '${KIT}index.js'
import { notificationProvider } from '${KIT}providers.js'

const rooms = [{ value: '#operators', label: 'Operators' }, { value: '#night', label: 'Night' }]
const test = async ({ step }) => { await step('Signed in', () => undefined) }

export default {
  name: 'chat',
  version: '1.0.0',
  registerServices(context) {
    const form = fields({ room: field.select({ label: 'Room', load: async () => rooms }), token: field.secret({ label: 'Token' }) })
    const recipient = fields({ room: field.text({ label: 'Your room', required: false }) })
    const open = () => ({ send: async () => {} })
    context.contribute({ name: 'providers' }, notificationProvider({ instance: form, recipient, api: { baseUrl: 'https://chat.example.org' }, test, health: test, open }))
    context.contribute({ name: 'configurations' }, { schema: fields({ limit: field.integer({ label: 'Limit', default: 1 }) }), test })
  },
}
`

/** Adds a plugin to the folder of plugins of a server: none of those that ship offers a provider. */
export async function addChatPlugin(dataDirectory: string): Promise<void> {
  const folder = join(dataDirectory, 'plugins', 'chat')
  await mkdir(folder, { recursive: true })
  const manifest = { type: 'module', main: 'index.js', version: '1.0.0', engines: { tributary: '*' } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'index.js'), SOURCE)
}
