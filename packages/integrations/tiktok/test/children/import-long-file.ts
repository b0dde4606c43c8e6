// `import-long-file.ts <what> <views>`: prints what an import of so many views keeps in memory, in megabytes.

import type { ImportContext } from '@tributary/integration-kit'
import { type LongFile, retainedByImport } from '@tributary/testkit/memory'
import { generateJsonExport, textFiles } from '../../simulator/index.ts'
import { likesAndSearches, watchHistory } from '../../src/streams.ts'

const countsOf = (view: number) => ({ view, like: 1, favorite: 1, search: 1 })

const json = (views: number) => () => generateJsonExport({ counts: countsOf(views), titles: true })

const text = (views: number) =>
  async function* () {
    yield* textFiles({ counts: countsOf(views) })[0]?.chunks() ?? []
  }

/** `other sections`: the stream that passes over the views. */
const files: Readonly<Record<string, (views: number) => LongFile['open']>> = {
  json,
  text,
  'other sections': json,
}

const [, , what = '', views = ''] = process.argv
const open = files[what]?.(Number(views))
if (open === undefined) throw new Error(`there is no file "${what}"`)
let size = 0
for await (const chunk of open()) size += chunk.length
const { importFile } = what === 'other sections' ? likesAndSearches : watchHistory
if (importFile === undefined) throw new Error('the stream imports no file')
const importOf = (context: ImportContext) =>
  importFile(what === 'text' ? { ...context, options: { contents: 'view' } } : context)
process.stdout.write(String(await retainedByImport(importOf, { size, open })))
