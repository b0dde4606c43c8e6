import { join } from 'node:path'
import { readDocument } from '@tributary/api-changes/read-document'
import { generateClient } from './generate-client.ts'

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'packages', 'client', 'src', 'generated')

/** `--source`: of the server as it is written, without a build. Needs `node --conditions=@tributary/source`. */
const source = process.argv.includes('--source')

const files = await generateClient(await readDocument({ source }), FOLDER)
process.stdout.write(`${files.length} files in packages/client/src/generated\n`)
