import { afterAll, describe } from 'vitest'
import { stopPostgresServer } from './postgres-server.ts'
import { startTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts'

/** Starts a database of the kind the suite is run on; stopped after the suite at the latest. */
export type StartDatabase = (options?: Omit<TestDatabaseOptions, 'mode'>) => Promise<TestDatabase>

/**
 * Runs the same suite on the embedded database and on PostgreSQL.
 *
 * @example
 * describeDatabases('the media item store', (start) => {
 *   let test: TestDatabase
 *   beforeAll(async () => {
 *     test = await start({ migrations: { library: libraryMigrations } })
 *   })
 *   it('keeps an item', async () => { … test.database … })
 * })
 */
export function describeDatabases(
  name: string,
  suite: (start: StartDatabase, mode: 'embedded' | 'postgres') => void,
): void {
  for (const mode of ['embedded', 'postgres'] as const) {
    describe(`${name} (${mode})`, () => {
      const started: TestDatabase[] = []
      afterAll(async () => {
        await Promise.all(started.map((test) => test.stop()))
        if (mode === 'postgres') await stopPostgresServer()
      })
      suite(async (options = {}) => {
        const test = await startTestDatabase({ ...options, mode })
        started.push(test)
        return test
      }, mode)
    })
  }
}
