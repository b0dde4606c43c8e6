import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { addressOf, choosePort, readOptions } from '../src/demo-address.ts'

const taken = createServer()
afterEach(() => void taken.close())

it.each([
  ['nothing', [], {}, { help: false, once: false, host: '127.0.0.1', port: 3000 }],
  [
    'PORT and HOST',
    [],
    { PORT: '4001', HOST: '0.0.0.0' },
    { help: false, once: false, host: '0.0.0.0', port: 4001 },
  ],
  [
    'empty variables',
    [],
    { PORT: ' ', HOST: '' },
    { help: false, once: false, host: '127.0.0.1', port: 3000 },
  ],
  [
    'an argument before PORT',
    ['--once', '--port', '0'],
    { PORT: '4001' },
    { help: false, once: true, host: '127.0.0.1', port: 0 },
  ],
])('takes %s', (_, args, environment, expected) => {
  expect(readOptions(args, environment)).toEqual(expected)
})

it.each(['70000', '1.5', 'x', '-1', '0x50'])('refuses the port %s and shows the usage', (PORT) => {
  expect(() => readOptions([], { PORT })).toThrow(/is not a port[^]*npm run demo/)
})

it('uses another port if the requested one is in use, with a message', async () => {
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  const { port } = taken.address() as AddressInfo
  const lines: string[] = []
  const chosen = await choosePort({ help: false, once: true, host: '127.0.0.1', port }, (line) =>
    lines.push(line),
  )
  expect(chosen).not.toBe(port)
  expect(lines).toEqual([`Port ${port} is taken, so the demo uses another one.`])
})

it('fails with the cause for a host of another machine', async () => {
  const options = { help: false, once: true, host: '192.0.2.1', port: 0 }
  await expect(choosePort(options, () => {})).rejects.toThrow(
    /cannot listen on 192\.0\.2\.1: .*EADDRNOTAVAIL/,
  )
})

it.each([
  ['0.0.0.0', 'http://127.0.0.1:80'],
  ['localhost', 'http://127.0.0.1:80'],
  ['::1', 'http://[::1]:80'],
  ['192.168.1.2', 'http://192.168.1.2:80'],
])('is reached at %s', (host, url) => {
  expect(addressOf(host, 80)).toBe(url)
})
