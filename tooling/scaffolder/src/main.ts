// `npm run new -- integration <name>`: creates the package of an integration, installs it, and runs its contract suite.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'
import { completeRequest } from './complete-request.ts'
import { createIntegration } from './create-integration.ts'
import { describeNextSteps } from './describe-next-steps.ts'
import { readRequest, USAGE } from './read-request.ts'
import { writeSettings } from './write-settings.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

try {
  const request = readRequest(process.argv.slice(2))
  if (request.help) print(USAGE)
  else {
    const wanted = await completeRequest(request, process.stdin.isTTY)
    const folder = await createIntegration(ROOT, wanted)
    print(`Created ${folder} and listed it in apps/server/src/plugins.ts.`)
    await run(join(ROOT, 'node_modules/.bin/biome'), ['check', '--write', '--log-level=warn', folder])
    if (!request.bare) {
      // Installs what is new, then runs the tests of the package.
      await runTests(wanted.name)
      await writeSettings(join(ROOT, folder))
      await run(join(ROOT, 'node_modules/.bin/biome'), ['check', '--write', '--log-level=warn', folder])
      await generateClient()
    }
    print(describeNextSteps(wanted, folder))
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** The typed client has the operations of all integrations. */
function generateClient(): Promise<void> {
  const generator = join(ROOT, 'tooling/client-generator/src/main.ts')
  return run(process.execPath, ['--conditions=@tributary/source', generator, '--source'])
}

function runTests(name: string): Promise<void> {
  const bootstrap = join(ROOT, 'tooling/bootstrap/run.mjs')
  return run(process.execPath, [bootstrap, 'test', `--filter=@tributary/integration-${name}`])
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit' })
  endWithThisProcess(child)
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0)
    throw new Error(
      `${[program, ...args].join(' ')} ended with ${code}. The package is kept: correct it and run this again.`,
    )
}
