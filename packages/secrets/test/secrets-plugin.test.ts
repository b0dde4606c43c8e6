import { join } from 'node:path'
import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, isKernelError, isProblemError, type Kernel, type ProblemError } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { createLogger, SecretRegistry } from '@tributary/operations'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecretsOptions, secretKeys, secretStore, secretsPlugin } from '../src/index.ts'
import { KEY_A, KEY_B, temporaryDirectory } from './secrets-database.ts'

const CANARY = 'canary-of-a-client-secret'
const reference = { owner: 'settings', name: 'plugin.spotify.clientSecret' }

describe('the plugin', () => {
  const directory = temporaryDirectory()
  let place: PreparedDatabase
  const log: string[] = []
  beforeAll(async () => {
    place = await prepareTestDatabase()
  })
  afterAll(async () => {
    await place.remove()
    directory[Symbol.dispose]()
  })

  function makeKernel(options: Partial<SecretsOptions> = {}): Kernel {
    const secrets = new SecretRegistry()
    return createKernel({
      logger: createLogger({
        level: 'trace',
        secrets,
        destination: { write: (line: string) => void log.push(line) },
      }),
      plugins: [
        databasePlugin(place.options),
        accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
        secretsPlugin({
          dataDir: directory.path,
          onSecret: (value) => secrets.add(value),
          ...options,
        }),
      ],
    })
  }

  async function withKernel(options: Partial<SecretsOptions>, work: (kernel: Kernel) => Promise<void>) {
    const kernel = makeKernel(options)
    try {
      await kernel.boot()
      await work(kernel)
    } finally {
      await kernel.stop()
    }
  }

  async function bootFailure(options: Partial<SecretsOptions>): Promise<ProblemError> {
    const kernel = makeKernel(options)
    try {
      await kernel.boot()
    } catch (error) {
      if (isKernelError(error) && isProblemError(error.cause)) return error.cause
      throw error
    } finally {
      await kernel.stop()
    }
    throw new Error('it booted')
  }

  /** The cookies of a signed-in user, since API keys may not rotate keys. */
  async function signIn(kernel: Kernel, role: 'admin' | 'user'): Promise<Record<string, string>> {
    const email = `${role}-${Math.random()}@example.org`
    const password = 'a long enough password'
    await kernel.getService(accounts).createUser({ email, password, role })
    const url = '/api/accounts/sign-in/email'
    const reply = await kernel.app.inject({ method: 'POST', url, payload: { email, password } })
    return Object.fromEntries(reply.cookies.map(({ name, value }) => [name, value]))
  }

  test('boots, keeps a secret across restarts, and rotates both keys through its routes', async () => {
    await withKernel({ masterKey: KEY_A }, async (kernel) => {
      await kernel.getService(secretStore).write(reference, CANARY)
    })
    await withKernel({ masterKey: KEY_A, nextMasterKey: KEY_B }, async (kernel) => {
      const cookies = await signIn(kernel, 'admin')
      const call = async (method: 'GET' | 'POST', url: string) => {
        const response = await kernel.app.inject({ method, url, cookies })
        expect(response.statusCode).toBe(200)
        expect(response.body).not.toContain(CANARY)
        return response.json()
      }
      expect(await call('GET', '/api/admin/secrets/master-key')).toEqual({
        id: expect.any(String),
        origin: 'environment',
      })
      const before = await call('GET', '/api/admin/secrets/data-keys')
      expect(before).toEqual({
        items: [{ id: expect.any(String), active: true, createdAt: expect.any(String), secretCount: 1 }],
        nextCursor: null,
      })
      const rotated = await call('POST', '/api/admin/secrets/data-keys/rotate')
      expect(rotated).toEqual({ keyId: expect.any(String), resumed: false, resealedCount: 1, unreadable: [] })
      expect(rotated.keyId).not.toBe(before.items[0].id)
      const master = await call('POST', '/api/admin/secrets/master-key/rotate')
      expect(master).toEqual({
        keyId: expect.any(String),
        location: 'TRIBUTARY_MASTER_KEY_NEW',
        rewrappedCount: 1,
      })
      expect(await call('GET', '/api/admin/secrets/master-key')).toMatchObject({ id: master.keyId })
      expect(await call('GET', '/api/admin/secrets/data-keys')).toMatchObject({
        items: [{ id: rotated.keyId, active: true, secretCount: 1 }],
      })
      expect(await kernel.getService(secretStore).read(reference)).toBe(CANARY)
    })
    await withKernel({ masterKey: KEY_B }, async (kernel) => {
      expect(await kernel.getService(secretStore).read(reference)).toBe(CANARY)
      expect(await kernel.getService(secretKeys).describe()).toMatchObject({ dataKeys: [{ secrets: 1 }] })
    })
  })

  test('its routes are for administrators only', async () => {
    await withKernel({ masterKey: KEY_B }, async (kernel) => {
      const cookies = await signIn(kernel, 'user')
      for (const [method, url] of [
        ['GET', '/api/admin/secrets/master-key'],
        ['GET', '/api/admin/secrets/data-keys'],
        ['POST', '/api/admin/secrets/data-keys/rotate'],
        ['POST', '/api/admin/secrets/master-key/rotate'],
      ] as const) {
        expect((await kernel.app.inject({ method, url, cookies })).statusCode).toBe(403)
        expect((await kernel.app.inject({ method, url })).statusCode).toBe(401)
      }
    })
  })

  test('a wrong or missing master key stops the boot with what to do', async () => {
    expect(await bootFailure({ masterKey: KEY_A })).toMatchObject({ code: 'SECRETS_MASTER_KEY_WRONG' })
    const missing = await bootFailure({})
    expect(missing).toMatchObject({ code: 'SECRETS_MASTER_KEY_MISSING' })
    expect(missing.message).toContain(join(directory.path, 'master.key'))
    expect(await bootFailure({ masterKey: 'short' })).toMatchObject({ code: 'SECRETS_BAD_MASTER_KEY' })
  })

  test('a modified secret reveals nothing in the response or the log', async () => {
    await withKernel({ masterKey: KEY_B }, async (kernel) => {
      const store = kernel.getService(secretStore)
      await store.write({ owner: 'settings', name: 'a' }, CANARY)
      await expect(store.read({ owner: 'settings', name: 'a', userId: 'x' })).rejects.toSatisfy(
        (error: ProblemError) => {
          expect(JSON.stringify(error.toProblem('settings'))).toBe(
            JSON.stringify({
              type: 'urn:tributary:problem:secrets-cannot-open',
              title: 'A stored secret cannot be decrypted',
              status: 500,
              code: 'SECRETS_CANNOT_OPEN',
              plugin: 'settings',
            }),
          )
          return true
        },
      )
    })
  })

  test('the log at trace level holds no value and no key', () => {
    const text = log.join('')
    expect(log.length).toBeGreaterThan(20)
    for (const secret of [CANARY, KEY_A, KEY_B]) expect(text.includes(secret), secret.slice(0, 6)).toBe(false)
  })
})
