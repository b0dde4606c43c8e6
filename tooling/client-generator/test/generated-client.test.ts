import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDocument } from '@tributary/api-changes/read-document'
import { expect, test } from 'vitest'
import { filesOf } from '../src/files-of.ts'
import { generateClient } from '../src/generate-client.ts'

const COMMITTED = join(import.meta.dirname, '..', '..', '..', 'packages', 'client', 'src', 'generated')

test('the committed client is that of the current document: `node tooling/client-generator/src/main.ts` generates it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-client-'))
  const files = await generateClient(await readDocument(), folder)
  expect(filesOf(COMMITTED)).toEqual(files)
  const changed = files.filter(
    (file) => readFileSync(join(COMMITTED, file), 'utf8') !== readFileSync(join(folder, file), 'utf8'),
  )
  expect(changed).toEqual([])
})
