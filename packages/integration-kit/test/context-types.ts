import { apiKey, defineIntegration, field, fields, mediaStream } from '@tributary/integration-kit'
import { Type } from 'typebox'

/** Compiled, never run: what a definition's members and its streams are given is typed by the definition. */
const config = fields({
  clientId: field.text({ label: 'Client' }),
  region: field.text({ label: 'Region', required: false }),
})
const connection = fields({ baseUrl: field.url({ label: 'Address' }) })

const notes = mediaStream<{
  config: typeof config
  connection: typeof connection
  prepared: readonly string[]
}>({
  id: 'notes',
  displayName: 'Notes',
  async *sync({ config, connection, prepared }) {
    const client: string = config.clientId
    const region: string | undefined = config.region
    const address: string = connection.baseUrl
    const folders: readonly string[] = prepared
    // @ts-expect-error -- the form has no such field
    const unknown = connection.user
    yield { records: [], cursor: [client, region ?? '', address, ...folders, unknown as string] }
  },
})

const common = {
  name: 'notes',
  displayName: 'Notes',
  version: '1.0.0',
  description: 'Notes',
  auth: apiKey({ header: 'authorization', howTo: ['Copy it.'] }),
}

export const fits = defineIntegration({
  ...common,
  config,
  connection,
  api: { baseUrl: ({ connection, config }) => `${connection.baseUrl}/${config.clientId}` },
  identify: async ({ connection }) => ({ id: connection.baseUrl }),
  prepare: async ({ http, connection }) =>
    http.get(connection.baseUrl, { schema: Type.Array(Type.String()) }),
  streams: [notes],
})

export const lacksAField = defineIntegration({
  ...common,
  config,
  connection: fields({ address: field.url({ label: 'Address' }) }),
  api: { baseUrl: 'https://notes.example' },
  identify: async () => ({ id: 'a' }),
  prepare: async () => ['a'],
  // @ts-expect-error -- the stream reads `baseUrl` of the connection
  streams: [notes],
})

export const preparesSomethingElse = defineIntegration({
  ...common,
  config,
  connection,
  api: { baseUrl: 'https://notes.example' },
  identify: async () => ({ id: 'a' }),
  prepare: async ({ connection }) => connection.baseUrl.length,
  // @ts-expect-error -- the stream reads strings
  streams: [notes],
})

export const misspells = defineIntegration({
  ...common,
  connection,
  // @ts-expect-error -- the form has `baseUrl`
  api: { baseUrl: ({ connection }) => `${connection.baseURL}` },
  identify: async () => ({ id: 'a' }),
  streams: [],
})
