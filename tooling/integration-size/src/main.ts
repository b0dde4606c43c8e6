// Prints the size of each integration and fails when one is above its limit.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { limitOf } from './limits.ts'
import { measureIntegration } from './measure-integration.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'packages', 'integrations')
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)
const sizes = names.map((name) => ({
  name,
  limit: limitOf(name),
  ...measureIntegration(join(folder, name, 'src')),
}))
const tooLarge = sizes.filter(({ lines, limit }) => lines > limit)

const isAsked = process.argv.includes('--all')
for (const { name, lines, limit, data, files } of isAsked ? sizes : tooLarge)
  process.stdout.write(
    `${name}: ${lines} of ${limit} lines in ${files} files, and ${data} of shapes and tables\n`,
  )
if (tooLarge.length > 0) {
  process.stderr.write(
    'An integration is larger than its limit (tooling/integration-size/src/limits.ts). Move what is not about its provider into the kit.\n',
  )
  process.exitCode = 1
}
