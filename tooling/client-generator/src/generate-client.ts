import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { filesOf } from './files-of.ts'
import { type ApiDocument, problemCodesModule } from './problem-codes.ts'

/**
 * The files that the generator copies as they are, whatever the document. They do not compile under `exactOptionalPropertyTypes`; the
 * types they export are used as declared.
 */
const COPIED = /^(client|core)\/|^client\.gen\.ts$/

/** Writes the client of a document into a folder, whose content is replaced. Returns the names of its files. */
export async function generateClient(document: ApiDocument, folder: string): Promise<string[]> {
  await createClient({
    // The generator changes its input.
    input: structuredClone(document) as Record<string, unknown>,
    logs: { level: 'silent', file: false },
    output: { path: folder, tsConfigPath: null, module: { extension: '.ts' }, indexFile: false },
    plugins: [
      { name: '@hey-api/client-fetch', throwOnError: true },
      // No client of the whole module: each call names its server and its person.
      { name: '@hey-api/sdk', client: false },
      { name: '@hey-api/typescript' },
    ],
  })
  writeFileSync(join(folder, 'problem-codes.gen.ts'), problemCodesModule(document))
  const files = filesOf(folder)
  for (const file of files.filter((each) => COPIED.test(each))) excludeFromTypeCheck(join(folder, file))
  return files
}

function excludeFromTypeCheck(file: string): void {
  writeFileSync(file, `// @ts-nocheck\n${readFileSync(file, 'utf8')}`)
}
