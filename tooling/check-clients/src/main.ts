import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkGenerator } from './check-generator.ts'
import { describeTable } from './describe-table.ts'
import { GENERATORS } from './generators.ts'
import { lintDocuments } from './lint-documents.ts'
import { startServer } from './live-server.ts'
import { prepareWorkFolder, WORK_FOLDER } from './work-folder.ts'

const print = (line: string) => void process.stdout.write(`${line}\n`)
const names = process.argv.slice(2)
const unknown = names.filter((name) => !GENERATORS.some((generator) => generator.name === name))
if (unknown.length > 0) {
  print(
    `unknown generator: ${unknown.join(', ')}; there are: ${GENERATORS.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}

await prepareWorkFolder(print)
await using server = await startServer()
writeFileSync(
  join(WORK_FOLDER, 'scenarios', 'openapi.json'),
  await (await fetch(`${server.url}/openapi.json`)).text(),
)
const checked = new Map<string, Awaited<ReturnType<typeof checkGenerator>>>()
for (const generator of GENERATORS.filter(({ name }) => names.length === 0 || names.includes(name)))
  checked.set(generator.name, await checkGenerator(generator, server.url))
print(describeTable(checked))
const failures = [...checked].flatMap(([name, { failure }]) =>
  failure === undefined ? [] : [`failed  ${name}, ${failure.column}: ${failure.reason}`],
)
for (const failure of failures) print(failure)
const linted = names.length === 0 ? await lintDocuments(server.url, print) : true
if (failures.length > 0 || !linted) process.exitCode = 1
