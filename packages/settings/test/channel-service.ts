import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Configuration } from '@tributary/integration-host'
import { field, fields, IntegrationError } from '@tributary/integration-kit'
import { Type } from 'typebox'

export const TOKEN = 'canary-token-of-the-service'

const Channels = Type.Object({
  channels: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
})

/** A service whose channels only its API names. */
export interface ChannelService {
  readonly url: string
  /** What it offers; ids. */
  channels: string[]
  /** `down`: it does not answer in time. */
  state: 'up' | 'down'
  stop(): Promise<void>
}

export async function startChannelService(): Promise<ChannelService> {
  const held: (() => void)[] = []
  const service = { channels: ['general', 'random'], state: 'up' as 'up' | 'down' }
  const server = createServer((request, response) => {
    if (service.state === 'down') return void held.push(() => response.destroy())
    const sent = request.headers.authorization ?? ''
    if (sent !== `Bearer ${TOKEN}`) return void response.writeHead(401).end(JSON.stringify({ error: sent }))
    const channels = service.channels.map((id) => ({ id, name: `#${id}` }))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ channels }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(service, {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      for (const end of held) end()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}

type Context = Parameters<Parameters<typeof field.select>[0]['load'] & object>[0]

export const loadChannels = async ({ http, config }: Context) => {
  const { token } = config
  if (typeof token !== 'string')
    throw new IntegrationError(
      'bad_configuration',
      'Enter the token first: the channels are those it can read.',
    )
  if (config.mode === 'quoting') throw new IntegrationError('upstream', `The service sent back "${token}".`)
  if (config.mode === 'broken') return [{ value: 7 }] as never
  if (config.mode === 'throwing') throw new Error(`a fault with ${token}`)
  const headers = { authorization: `Bearer ${token}` }
  const { channels } = await http.get('/channels', { schema: Channels, headers })
  return channels.map(({ id, name }) => ({ value: id, label: name }))
}

/** A configuration of that service. */
export const messenger: Configuration = {
  schema: fields({
    address: field.url({ label: 'Address' }),
    token: field.secret({ label: 'Token' }),
    mode: field.text({ label: 'Mode', required: false }),
    channel: field.select({ label: 'Channel', required: false, load: loadChannels }),
    more: field.multiSelect({ label: 'More channels', required: false, load: loadChannels }),
    days: field.integer({ label: 'Days', default: 7 }),
  }),
  api: { baseUrl: ({ config }) => String(config.address) },
}
