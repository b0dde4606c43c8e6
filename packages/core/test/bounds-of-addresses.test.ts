import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressBlock } from '../src/http/address-block.ts'
import { answerAll, type HeldRequests, holdRequests } from './held-requests.ts'

let server: HeldRequests

beforeEach(async () => {
  server = await holdRequests({ perPerson: 1, perAddress: 2, longestWait: 50 })
})

afterEach(() => server.stop())

const from = (address: string, path = 'public/desk/open') =>
  server.ask(path, '', { 'x-forwarded-for': address })

describe('anonymous requests', () => {
  it('are answered a few at once of each address; more wait or are refused', async () => {
    const first = [from('192.0.2.1'), from('192.0.2.1')]
    await server.asked(2)
    const refused = await from('192.0.2.1')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    expect(await refused.json()).toMatchObject({
      code: 'KERNEL_RATE_LIMITED',
      detail: expect.stringContaining('from your address') as string,
    })
    const other = from('192.0.2.2')
    await server.asked(3)
    expect(server.open.map(({ person }) => person)).toEqual([
      'address:192.0.2.1',
      'address:192.0.2.1',
      'address:192.0.2.2',
    ])
    await answerAll(server.open)
    expect((await Promise.all([...first, other])).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('of one IPv6 network count together', async () => {
    const first = [from('2001:db8:1:2::1'), from('2001:db8:1:2:ffff::2')]
    await server.asked(2)
    expect((await from('2001:db8:1:2::3')).status).toBe(429)
    const other = from('2001:db8:1:3::1')
    await server.asked(3)
    await answerAll(server.open)
    expect((await Promise.all([...first, other])).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('do not affect people who share the address, and do not count probes', async () => {
    const first = [from('192.0.2.1'), from('192.0.2.1')]
    await server.asked(2)
    const probes = Array.from({ length: 20 }, () => from('192.0.2.1', 'public/desk/probe'))
    const signedIn = server.ask('cheap', 'ada', { 'x-forwarded-for': '192.0.2.1' })
    await server.asked(23)
    await answerAll(server.open)
    const statuses = (await Promise.all([...first, ...probes, signedIn])).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it('whose credentials are being looked up count, too', async () => {
    const wrong = () => server.ask('cheap', 'nobody', { 'x-forwarded-for': '192.0.2.1' })
    const first = [wrong(), wrong()]
    await server.asked(2)
    expect(server.open.map(({ person }) => person)).toEqual(['address:192.0.2.1', 'address:192.0.2.1'])
    expect((await wrong()).status).toBe(429)
    await answerAll(server.open)
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([401, 401])
    const after = wrong()
    await server.asked(1)
    await answerAll(server.open)
    expect((await after).status).toBe(401)
  })
})

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['not:an:address', 'not:an:address'],
])('the sender of address %s is %s', (address, sender) => {
  expect(addressBlock(address)).toBe(sender)
})
