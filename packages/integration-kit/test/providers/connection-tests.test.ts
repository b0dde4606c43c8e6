import { expect, test } from 'vitest'
import {
  type NotificationMessage,
  type ObjectStorage,
  sendTestMessage,
  type TestStep,
  tryStorage,
} from '../../src/providers.ts'

/** Records what is tried. */
function recording() {
  const tried: TestStep['tried'][] = []
  const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    tried.push(name)
    return work()
  }
  return { tried, step }
}

test('a test message is sent in a step that names where it goes', async () => {
  const { tried, step } = recording()
  const sent: NotificationMessage[] = []
  await sendTestMessage({ send: async (message) => void sent.push(message) }, { step, to: '#general' })
  expect(tried).toEqual(['Sent a test message to #general'])
  expect(sent).toEqual([{ title: 'Tributary', text: 'This is a test.', severity: 'info' }])
})

/** A storage in memory that returns what `read` makes of it. */
function storageOf(read: (text: string | undefined) => string | undefined) {
  const objects = new Map<string, string>()
  const storage: ObjectStorage = {
    write: async (key, contents) => void objects.set(key, await new Response(contents).text()),
    read: async (key) => {
      const text = read(objects.get(key))
      return text === undefined ? undefined : new Blob([text]).stream()
    },
    delete: async (key) => void objects.delete(key),
    // oxlint-disable-next-line require-yield -- nothing is listed
    list: async function* () {},
  }
  return { storage, objects }
}

test('a storage is written, read and deleted, and nothing is left', async () => {
  const { tried, step } = recording()
  const { storage, objects } = storageOf((text) => text)
  await tryStorage(storage, step)
  expect(tried).toEqual(['Wrote an object', 'Read it', 'Deleted it'])
  expect(objects.size).toBe(0)
})

test.each([
  ['nothing', () => undefined],
  ['a part', (text: string | undefined) => text?.slice(1)],
])('a storage that returns %s of what was written fails', async (_, read) => {
  const { storage } = storageOf(read)
  await expect(tryStorage(storage, recording().step)).rejects.toMatchObject({ code: 'upstream' })
})
