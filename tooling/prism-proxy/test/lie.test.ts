import { readDocument } from '@tributary/api-changes/read-document'
import { expect, test } from 'vitest'
import { LIES, lie } from '../src/lie.ts'

// A lie about what the document no longer has would never be revealed, or look like one that is not looked for.
test('each lie changes the document of the server', async () => {
  const document = await readDocument()
  expect(lie(document)).not.toEqual(document)
  for (const { change, reveals } of LIES) {
    const copy = structuredClone(document)
    change(copy as unknown as Parameters<typeof change>[0])
    expect(copy, String(reveals)).not.toEqual(document)
  }
})
