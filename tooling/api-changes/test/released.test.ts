import { expect, test } from 'vitest'
import { undeclared } from '../src/changelog.ts'
import { compareDocuments } from '../src/compare-documents.ts'
import { readDocument } from '../src/read-document.ts'
import { readChangelog, readReleased } from '../src/released.ts'

test('the API of this server has no breaking change since the last release that its changelog does not declare', async () => {
  expect(undeclared(compareDocuments(readReleased(), await readDocument()), readChangelog())).toEqual([])
})
