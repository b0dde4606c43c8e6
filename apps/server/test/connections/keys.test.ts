import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'
import { tide } from './tide.ts'

/** Knows one key, whose account it is, and nothing else. */
const provider = createServer((request, response) => {
  if (isDown) return void response.writeHead(503).end()
  if (request.headers.authorization !== 'Bearer right') return void response.writeHead(401).end('{}')
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"ada"}')
})
let isDown = false
let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  server = await startConnectedServer({ integrations: [tide(origin)] })
  ada = await server.person('ada')
})

afterAll(async () => {
  await server.stop()
  provider.closeAllConnections()
  provider.close()
})

const connect = (apiKey: string) => ada.post('/api/tide/connect', { apiKey })

describe('a key', () => {
  it('that the provider does not take is not stored', async () => {
    const reply = await connect('wrong')
    expect(reply).toMatchObject({ status: 400, body: { code: 'CONNECTIONS_KEY_REFUSED' } })
    expect(reply.body.detail).toMatch(/Tide does not take this key/)
    expect(await server.countStored()).toEqual({ connections: 0, secrets: 0 })
  })

  it('that the provider cannot be asked about is not stored', async () => {
    isDown = true
    expect(await connect('right')).toMatchObject({
      status: 503,
      body: { code: 'CONNECTIONS_PROVIDER_UNAVAILABLE' },
    })
    isDown = false
    expect(await server.countStored()).toEqual({ connections: 0, secrets: 0 })
  })

  it('that the provider takes is stored, without the spaces of a copy', async () => {
    expect(await connect(' right ')).toMatchObject({ status: 200, body: { status: 'connected' } })
    expect(await server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })
})
