import { IntegrationError } from '../integration-error.ts'
import type { TestContext } from './provider.ts'
import type { ObjectStorage } from './storage.ts'

const CONTENTS = 'This is a test.'

/**
 * Writes an object, reads and deletes it, as steps of `test`. Its key begins with `.test-`.
 *
 * @example
 * const test = async ({ fetch, step }: TestContext) => {
 *   await tryStorage(openStorage(fetch, 'https://a.example'), step)
 * }
 *
 * @throws IntegrationError what the storage throws; `upstream` where it returns other contents than were written
 */
export async function tryStorage(storage: ObjectStorage, step: TestContext['step']): Promise<void> {
  const key = `.test-${crypto.randomUUID()}`
  await step('Wrote an object', () => storage.write(key, new Blob([CONTENTS]).stream()))
  await step('Read it', async () => {
    const read = await storage.read(key)
    if (read === undefined || (await new Response(read).text()) !== CONTENTS)
      throw new IntegrationError('upstream', 'The storage does not return what was written to it.')
  })
  await step('Deleted it', () => storage.delete(key))
}
