import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKernel, type Plugin } from '@tributary/core'
import { temporaryDirectory } from '@tributary/database/testing'
import { configurations } from '@tributary/integration-host'
import { field } from '@tributary/integration-kit'
import { createLogger } from '@tributary/operations'
import { Type } from 'typebox'
import { afterAll, expect, test } from 'vitest'
import { environmentCheck } from '../../src/environment/environment-check.ts'
import { findUnlistedIntegrations } from '../../src/load-integrations.ts'

const directory = temporaryDirectory('tributary-environment-')
afterAll(() => rmSync(directory, { recursive: true }))

const weather: Plugin = {
  name: 'weather',
  version: '1.0.0',
  registerServices(context) {
    const schema = Type.Object({ apiKey: field.secret({ label: 'API key', env: 'WEATHER_API_KEY' }) })
    context.contribute(configurations, { schema })
  },
}

/** What a boot warns of. */
async function warningsOf(given: {
  readonly environment?: Record<string, string>
  readonly file?: string
  readonly disabled?: readonly string[]
  readonly unlistedIntegrations?: readonly string[]
}): Promise<readonly unknown[]> {
  const path = join(directory, '.env')
  rmSync(path, { force: true })
  if (given.file !== undefined) writeFileSync(path, given.file)
  const lines: string[] = []
  const environment = given.environment ?? {}
  const kernel = createKernel({
    plugins: [
      weather,
      environmentCheck({
        environment,
        path,
        unlistedIntegrations: given.unlistedIntegrations ?? [],
      }),
    ],
    disabled: given.disabled ?? [],
    logger: createLogger({ level: 'warn', destination: { write: (line) => lines.push(line) } }),
  })
  await kernel.boot()
  await kernel.stop()
  return lines.map((line) => (JSON.parse(line) as { msg: string }).msg.replaceAll(path, '.env'))
}

test('a misspelled variable is named with the similar one of the server or a plugin, without its value', async () => {
  const environment = { DATABSE_URL: 'postgres://ada:swordfish@db/a', WEATHER_APIKEY: 'swordfish', HOME: '/' }
  expect(await warningsOf({ environment })).toEqual([
    'the environment variable DATABSE_URL is unknown and has no effect: did you mean DATABASE_URL?',
    'the environment variable WEATHER_APIKEY is unknown and has no effect: did you mean WEATHER_API_KEY?',
  ])
})

test('an unknown variable of .env is named, and a line without a variable', async () => {
  const file = `# a comment
PORT=3000
export WEATHER_API_KEY='several
lines = of it
'

ADMIN_EMAIL ada@example.org
SWORDFISH="# no comment"
  # the last
`
  expect(await warningsOf({ file })).toEqual([
    '.env has a line that is not NAME=value',
    'the variable SWORDFISH in .env is unknown and has no effect: see .env.example for the known ones',
  ])
})

test('a variable of an unavailable plugin is not checked', async () => {
  const file = 'WEATHER_API_KEY=a\n'
  expect(await warningsOf({ file, disabled: ['weather'] })).toEqual([])
})

test('an integration folder that plugins.ts does not list is named, with the line to add', async () => {
  expect(findUnlistedIntegrations(['netflix', 'fitbit'])).toContain('spotify')
  expect(findUnlistedIntegrations(['netflix'])).not.toContain('netflix')
  expect(await warningsOf({ unlistedIntegrations: ['spotify'] })).toEqual([
    "packages/integrations/spotify is not listed and so not loaded: add 'spotify' to apps/server/src/plugins.ts",
  ])
})
