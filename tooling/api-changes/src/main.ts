import { parseArgs } from 'node:util'
import { undeclared, withRelease, withUnreleased } from './changelog.ts'
import { compareDocuments } from './compare-documents.ts'
import { readDocument } from './read-document.ts'
import { readChangelog, readReleased, writeChangelog, writeReleased } from './released.ts'

const { values } = parseArgs({
  options: { declare: { type: 'boolean', default: false }, release: { type: 'string' } },
})
const document = await readDocument()
const changes = compareDocuments(readReleased(), document)
if (values.declare || values.release !== undefined) {
  const declared = withUnreleased(readChangelog(), changes)
  const date = new Date().toISOString().slice(0, 10)
  writeChangelog(
    values.release === undefined ? declared : withRelease(declared, { version: values.release, date }),
  )
  if (values.release !== undefined) writeReleased(document)
}
for (const { breaking, what } of changes)
  process.stdout.write(`${breaking ? 'BREAKING  ' : '          '}${what}\n`)
const missing = undeclared(changes, readChangelog())
if (missing.length > 0) {
  process.stderr.write(
    `${missing.length} breaking changes are not declared. Undo them, or declare them for a new version with --declare and describe how clients move over.\n`,
  )
  process.exitCode = 1
}
