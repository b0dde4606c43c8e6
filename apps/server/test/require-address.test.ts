import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireAddress } from '../src/require-address.ts'
import { runCommand, temporaryDirectory } from './server-process.ts'

describe('an address to listen on', () => {
  const other = createServer()
  const portOf = () => (other.address() as AddressInfo).port
  beforeAll(async () => void (await once(other.listen(0, '127.0.0.1'), 'listening')))
  afterAll(() => new Promise((resolve) => other.close(resolve)))

  test('that is free remains free afterwards', async () => {
    const free = createServer()
    await once(free.listen(0, '127.0.0.1'), 'listening')
    const { port } = free.address() as AddressInfo
    await new Promise((resolve) => free.close(resolve))
    await requireAddress({ host: '127.0.0.1', port })
    await expect(requireAddress({ host: '127.0.0.1', port })).resolves.toBeUndefined()
  })

  test('on a port in use is refused with what to do', async () => {
    const port = portOf()
    const message = `Port ${port} is taken: end the program that has it, or set PORT to another.`
    await expect(requireAddress({ host: '127.0.0.1', port })).rejects.toThrow(message)
    await expect(requireAddress({ host: '0.0.0.0', port })).rejects.toThrow(message)
  })

  test('of another machine is refused with what to do', async () => {
    await expect(requireAddress({ host: '192.0.2.1', port: 0 })).rejects.toThrow(
      '"192.0.2.1" is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 to let other machines in.',
    )
  })

  test('is checked first: a server that cannot listen does not create a database', async () => {
    await using directory = await temporaryDirectory()
    const dataDir = join(directory.path, 'data')
    const result = await runCommand(['serve'], { DATA_DIR: dataDir, PORT: String(portOf()) })
    expect(result).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${portOf()} is taken: end the program that has it, or set PORT to another.\n`,
    })
    await expect(access(dataDir)).rejects.toThrow('ENOENT')
  })
})
