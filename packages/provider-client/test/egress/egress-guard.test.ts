import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Egress,
  EgressError,
  type EgressOptions,
  openEgress,
  parseAllowList,
  type ResolveHost,
} from '../../src/index.ts'
import { type Counter, countConnections } from './count-connections.ts'
import { OTHER_SCHEMES, PRIVATE_ADDRESSES, PRIVATE_HOSTS } from './private-addresses.ts'

let victim: Counter
const open: (() => Promise<void>)[] = []

beforeEach(async () => {
  // All interfaces, so that every notation of a loopback address would arrive.
  victim = await countConnections('0.0.0.0')
  open.push(victim.close)
})

afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

function egressOf(options: EgressOptions = {}): Egress {
  const egress = openEgress(options)
  open.push(() => egress.close())
  return egress
}

/** A name server that gives one answer after the other, the last one for ever. */
function answering(...answers: readonly (readonly string[])[]): ResolveHost {
  let asked = 0
  return (_host, callback) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? []
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: isIP(address) })),
    )
  }
}

const get = { method: 'GET' } as const

describe('the egress guard', () => {
  it('has more than 200 forms of addresses to refuse', () => {
    expect(new Set(PRIVATE_HOSTS).size).toBeGreaterThan(350)
  })

  it('refuses every private address in every notation, over both schemes, before a connection', async () => {
    const { fetch } = egressOf()
    for (const host of PRIVATE_HOSTS) {
      for (const scheme of ['https', 'http']) {
        const url = URL.parse(`${scheme}://${host}:${victim.port}/`)
        // What URL does not read cannot be asked.
        if (url !== null)
          await expect(fetch(url, get), `${scheme}://${host}`).rejects.toBeInstanceOf(EgressError)
      }
    }
    expect(victim.connections()).toBe(0)
  })

  it('refuses schemes that are not http, and credentials in an address', async () => {
    const { fetch } = egressOf()
    for (const address of [
      ...OTHER_SCHEMES,
      'https://user:word@example.org/',
      'https://127.0.0.1@example.org/',
    ])
      await expect(fetch(new URL(address), get), address).rejects.toBeInstanceOf(EgressError)
  })

  it('refuses http to a public host, which would send credentials in the clear', async () => {
    const { fetch } = egressOf()
    await expect(fetch(new URL('http://93.184.216.34/'), get)).rejects.toThrow(
      'http:// sends credentials unencrypted',
    )
  })

  it('refuses every redirect to a private address', async () => {
    let location = ''
    const redirecting = await countConnections('127.0.0.1', (_request, response) =>
      response.writeHead(302, { location }).end(),
    )
    open.push(redirecting.close)
    const { fetch } = egressOf({
      allow: parseAllowList(`feeds.example:${redirecting.port}`),
      resolveHost: answering(['127.0.0.1']),
    })
    const from = new URL(`http://feeds.example:${redirecting.port}/`)
    let redirects = 0
    for (const host of PRIVATE_HOSTS) {
      if (!URL.canParse(`https://${host}/`)) continue
      // A header is ASCII; URL decodes what a browser would have encoded.
      location = `https://${host.replaceAll(/[^\u0020-\u007e]/g, encodeURIComponent)}:${victim.port}/`
      await expect(fetch(from, { ...get, redirect: 'follow' }), location).rejects.toBeInstanceOf(EgressError)
      redirects++
    }
    expect(redirects).toBeGreaterThan(300)
    expect(victim.connections()).toBe(0)
  })

  it('refuses a name that resolves to a private address, alone or beside public ones', async () => {
    for (const address of PRIVATE_ADDRESSES) {
      for (const answer of [[address], ['93.184.216.34', address], [address, '2606:2800:220:1::1']]) {
        const { fetch } = egressOf({ resolveHost: answering(answer) })
        const url = new URL(`https://rebind.example:${victim.port}/`)
        await expect(fetch(url, get), answer.join()).rejects.toThrow(
          /^rebind\.example resolves to .* EGRESS_ALLOW=rebind\.example:/,
        )
      }
    }
    expect(victim.connections()).toBe(0)
  })

  it.skipIf(process.platform === 'darwin')(
    'connects to the address that was checked, and checks each new answer',
    async () => {
      const permitted = await countConnections('127.0.0.2', (_request, response) =>
        response.writeHead(200, { connection: 'close' }).end('permitted'),
      )
      open.push(permitted.close)
      let lookups = 0
      const answers = answering(['127.0.0.2'], ['127.0.0.1'])
      const { fetch } = egressOf({
        allow: parseAllowList('127.0.0.2'),
        resolveHost: (host, callback) => {
          lookups++
          answers(host, callback)
        },
      })
      const url = new URL(`https://rebind.example:${permitted.port}/`)
      // No TLS there: the connection is made, which is what counts.
      await expect(fetch(url, get)).rejects.not.toBeInstanceOf(EgressError)
      expect({ connections: permitted.connections(), lookups }).toEqual({ connections: 1, lookups: 1 })
      await expect(fetch(new URL(`https://rebind.example:${victim.port}/`), get)).rejects.toBeInstanceOf(
        EgressError,
      )
      expect({ reached: victim.connections(), lookups }).toEqual({ reached: 0, lookups: 2 })
    },
  )

  it('does not send headers that may contain credentials to another origin', async () => {
    const seen: (string | string[] | undefined)[][] = []
    const other = await countConnections('127.0.0.1', ({ headers }, response) => {
      seen.push([headers['authorization'], headers['x-api-key'], headers['cookie'], headers['accept']])
      response.end('feed')
    })
    const first = await countConnections('127.0.0.1', (_request, response) =>
      response.writeHead(301, { location: `http://127.0.0.1:${other.port}/feed` }).end(),
    )
    open.push(other.close, first.close)
    const { fetch } = egressOf({ allow: parseAllowList('127.0.0.1') })
    const headers = { authorization: 'Bearer t', 'x-api-key': 'k', cookie: 'c=1', accept: 'text/csv' }
    const response = await fetch(new URL(`http://127.0.0.1:${first.port}/`), {
      ...get,
      headers,
      redirect: 'follow',
    })
    expect(await response.text()).toBe('feed')
    expect(seen).toEqual([[undefined, undefined, undefined, 'text/csv']])
  })

  it('returns redirects unless requested to follow, and gives up after five', async () => {
    const loop = await countConnections('127.0.0.1', (_request, response) =>
      response.writeHead(307, { location: '/again', connection: 'close' }).end(),
    )
    open.push(loop.close)
    const { fetch } = egressOf({ allow: parseAllowList('127.0.0.1') })
    const url = new URL(`http://127.0.0.1:${loop.port}/`)
    expect((await fetch(url, get)).status).toBe(307)
    await expect(fetch(url, { ...get, redirect: 'follow' })).rejects.toThrow('redirected more than 5 times')
    expect(loop.connections()).toBe(7)
  })

  it('allows the operator’s replacements of a provider', async () => {
    const { fetch } = egressOf({
      endpoints: { 'https://api.example.org/v1': `http://127.0.0.1:${victim.port}/sim` },
    })
    expect(await (await fetch(new URL('https://api.example.org/v1/me'), get)).text()).toBe('reached')
  })

  it('refuses requests once it is closed', async () => {
    const { fetch, close } = openEgress({ allow: parseAllowList('127.0.0.1') })
    await close()
    await expect(fetch(new URL(`http://127.0.0.1:${victim.port}/`), get)).rejects.toThrow(
      'the server is stopping',
    )
    expect(victim.connections()).toBe(0)
  })
})

describe('the allow-list', () => {
  const reached = async (allow: string, address: string) => {
    const { fetch } = egressOf({ allow: parseAllowList(allow), resolveHost: answering(['127.0.0.1']) })
    return fetch(new URL(address), get).then(
      () => true,
      (error: unknown) => {
        expect(error, `${allow} ${address}`).toBeInstanceOf(EgressError)
        return false
      },
    )
  }

  it('permits addresses, blocks and names, with a port or without', async () => {
    const { port } = victim
    const loopback = `http://127.0.0.1:${port}/`
    const named = `http://nas.lan:${port}/`
    expect(await reached('127.0.0.1', loopback)).toBe(true)
    expect(await reached(`127.0.0.1:${port}`, loopback)).toBe(true)
    expect(await reached(`10.0.0.1, 127.0.0.0/8`, loopback)).toBe(true)
    expect(await reached('127.0.0.0/8', `http://[::ffff:127.0.0.1]:${port}/`)).toBe(true)
    expect(await reached(`nas.lan:${port}`, named)).toBe(true)
    expect(await reached('NAS.lan.', named)).toBe(true)
  })

  it('permits nothing else', async () => {
    const { port } = victim
    const loopback = `http://127.0.0.1:${port}/`
    expect(await reached('127.0.0.1:1', loopback)).toBe(false)
    expect(await reached('127.0.0.2', loopback)).toBe(false)
    expect(await reached('10.0.0.0/8', loopback)).toBe(false)
    expect(await reached('fd00::/8', loopback)).toBe(false)
    expect(await reached('nas.lan', `http://other.lan:${port}/`)).toBe(false)
    expect(await reached('lan', `http://nas.lan:${port}/`)).toBe(false)
    expect(await reached('nas.lan:1', `http://nas.lan:${port}/`)).toBe(false)
    expect(victim.connections()).toBe(0)
  })

  it('names the entry that it cannot read', () => {
    for (const entry of [
      '10.1',
      '10.0.0.0/33',
      '10.0.0.1/',
      '*.lan',
      'http://nas.lan',
      'nas.lan:0',
      'nas.lan:70000',
      '1.2.3',
      '[nas.lan]',
      'fd00::5:80:x',
      '-a.lan',
      '0x7f000001',
    ])
      expect(() => parseAllowList(`nas.lan ${entry}`), entry).toThrow(`"${entry}" is not a host name`)
  })
})
