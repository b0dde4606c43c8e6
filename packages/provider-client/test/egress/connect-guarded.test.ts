import type { LookupAddress } from 'node:dns'
import { createServer, isIP, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import {
  EgressError,
  type EgressOptions,
  openAccess,
  openEgress,
  parseAllowList,
  type ResolveHost,
  withinTime,
} from '../../src/index.ts'
import { type Counter, countConnections } from './count-connections.ts'
import { PRIVATE_ADDRESSES, PRIVATE_HOSTS } from './private-addresses.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

async function listen(host = '127.0.0.1'): Promise<Counter> {
  const counter = await countConnections(host)
  open.push(() => counter.close())
  return counter
}

/** Greets each connection, and keeps it open. */
async function greet(): Promise<{ readonly port: number; readonly sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
    socket.write('220 ready\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as { port: number }).port, sockets }
}

const egressOf = (options: EgressOptions = {}) => {
  const egress = openEgress(options)
  open.push(() => egress.close())
  return egress
}

const answering =
  (addresses: readonly string[]): ResolveHost =>
  (_host, callback) =>
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: isIP(address) })),
    )

const accessOf = (options: EgressOptions, signal = new AbortController().signal) =>
  openAccess({ api: undefined, config: {}, egress: egressOf(options), signal, logger: console })

describe('a plain connection', () => {
  test('is refused to every private address in every notation', async () => {
    const victim = await listen('0.0.0.0')
    const { connect } = egressOf({ resolveHost: answering(['127.0.0.1']) })
    for (const host of PRIVATE_HOSTS)
      await expect(connect({ host, port: victim.port }), host).rejects.toBeInstanceOf(EgressError)
    expect(victim.connections()).toBe(0)
  })

  test('is refused to a notation that only the resolver of the system reads as an address', async () => {
    const victim = await listen('0.0.0.0')
    const { connect } = egressOf()
    // It is refused by the guard, or the resolver does not read it.
    for (const host of ['127.1', '0x7f.0.0.1', '2130706433', '0177.0.0.1', 'localhost', 'LOCALHOST.', ''])
      await expect(connect({ host, port: victim.port }), host).rejects.toThrow(
        /EGRESS_ALLOW|ENOTFOUND|EAI_|no host/,
      )
    expect(victim.connections()).toBe(0)
  })

  test('is refused to a name with one private address among its addresses', async () => {
    const victim = await listen('0.0.0.0')
    for (const address of PRIVATE_ADDRESSES) {
      const { connect } = egressOf({ resolveHost: answering(['93.184.216.34', address]) })
      await expect(connect({ host: 'mail.example', port: victim.port }), address).rejects.toThrow(
        /^mail\.example resolves to .* EGRESS_ALLOW=mail\.example:/,
      )
    }
    expect(victim.connections()).toBe(0)
  })

  test('goes to what the operator has permitted, at its port alone, resolved once', async () => {
    const { port } = await greet()
    let lookups = 0
    const options = {
      allow: parseAllowList(`mail.example:${port}`),
      resolveHost: ((host, callback) => {
        lookups += 1
        answering(['127.0.0.1'])(host, callback)
      }) satisfies ResolveHost,
    }
    const socket = await egressOf(options).connect({ host: 'Mail.Example', port })
    expect({ address: socket.remoteAddress, lookups }).toEqual({ address: '127.0.0.1', lookups: 1 })
    await expect(egressOf(options).connect({ host: 'mail.example', port: port + 1 })).rejects.toThrow(
      EgressError,
    )
    socket.destroy()
  })
})

describe('the connection of a provider', () => {
  test('says what is wrong: an address that is not allowed, one that cannot be reached', async () => {
    const { port } = await listen()
    await expect(accessOf({}).connect({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining(`EGRESS_ALLOW=127.0.0.1:${port}`),
    })
    const gone = await countConnections('127.0.0.1')
    await gone.close()
    const { connect } = accessOf({ allow: parseAllowList('127.0.0.1') })
    await expect(connect({ host: '127.0.0.1', port: gone.port })).rejects.toMatchObject({ code: 'upstream' })
  })

  test('ends with the call that it is opened in, and with the instance', async () => {
    const { port, sockets } = await greet()
    const closing = new AbortController()
    const { connect } = accessOf({ allow: parseAllowList('127.0.0.1') }, closing.signal)
    const hung = withinTime({ milliseconds: 300 }, async () => {
      const socket = await connect({ host: '127.0.0.1', port })
      socket.resume()
      await new Promise(() => {})
    })
    await expect(hung).rejects.toMatchObject({ name: 'TimeIsOver' })
    await connect({ host: '127.0.0.1', port })
    closing.abort(new Error('the instance is closed'))
    expect(sockets).toHaveLength(2)
    // Each ends, or the test does not.
    await Promise.all(sockets.map((socket) => text(socket).catch(() => '')))
    await expect(connect({ host: '127.0.0.1', port })).rejects.toThrow('the instance is closed')
  })
})
