import { afterAll, describe } from 'vitest'
import { startTestDatabase, type TestDatabase, type TestDatabaseOptions } from '../src/testing/index.ts'

type StartDatabase = (options?: TestDatabaseOptions) => Promise<TestDatabase>

/** A suite over databases of its own, which are removed after it. */
export function describeDatabase(name: string, suite: (start: StartDatabase) => void): void {
  // oxlint-disable-next-line vitest/valid-title -- the title is the caller's
  describe(name, () => {
    const started: TestDatabase[] = []
    afterAll(() => Promise.all(started.map((test) => test.stop())))
    suite(async (options) => {
      const test = await startTestDatabase(options)
      started.push(test)
      return test
    })
  })
}
