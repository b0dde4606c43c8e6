import { join } from 'node:path'
import { readDocument } from '@tributary/api-changes/read-document'
import { generateClient } from './generate-client.ts'

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'packages', 'client', 'src', 'generated')

const files = await generateClient(await readDocument(), FOLDER)
process.stdout.write(`${files.length} files in packages/client/src/generated\n`)
