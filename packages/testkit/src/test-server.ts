import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import type { FastifyBaseLogger } from 'fastify'
import { TestUser } from './test-user.ts'

export interface TestServerOptions {
  /** What stands after the platform's own plugins: the integration under test. */
  readonly plugins: readonly Plugin[]
  /** Default `embedded`. */
  readonly mode?: 'embedded' | 'postgres'
  readonly logger?: FastifyBaseLogger
}

/** A real server for a test: kernel, database, accounts, jobs, library and the plugins given. Nothing is simulated. */
export interface TestServer {
  readonly kernel: Kernel
  /** Makes a user with an API key and speaks for it. */
  createUser(options?: { role?: 'admin' | 'user'; scopes?: readonly string[] }): Promise<TestUser>
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Boots a server over an empty database. Throws when one of the plugins does not come up.
 *
 * @example
 * await using server = await startTestServer({ plugins: [netflix] })
 * const user = await server.createUser()
 * const job = await user.importFile('netflix', { content: 'Title,Date\n' })
 */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const place = await prepareTestDatabase(options.mode ?? 'embedded')
  const kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      jobsPlugin(),
      libraryPlugin(),
      ...options.plugins,
    ],
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  })
  const stop = async () => {
    await kernel.stop()
    await place.remove()
  }
  try {
    const report = await kernel.boot()
    const failed = report.plugins.find((plugin) => plugin.state !== 'ready')
    if (failed !== undefined)
      throw new Error(`plugin "${failed.name}" is ${failed.state}: ${failed.reason ?? ''}`)
  } catch (error) {
    await stop()
    throw error
  }
  let users = 0
  return {
    kernel,
    async createUser({ role = 'user', scopes = ['*'] } = {}) {
      const service = kernel.getService(accounts)
      const email = `user-${++users}@example.org`
      const { id } = await service.createUser({ email, password: 'a long enough password', role })
      const { key } = await service.createKey({ userId: id, name: 'test', scopes })
      return new TestUser(kernel, { id, email, key })
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
