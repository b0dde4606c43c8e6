import { expect, test } from 'vitest'
import { packageFolders, readSource, sourceFiles } from './source-files.ts'

/** A folder for each kind, what the two OAuth kinds share, and the table that finds them. */
const STRATEGIES =
  /^packages\/(connections|integration-host)\/src\/auth\/([\w-]+\/|(auth-strategies|token-strategy)\.ts$)/
const ASKS = /auth\??\.kind|kind === '(apiKey|oauth2|deviceCode|credentials|none)'/

// A kind of auth is one folder of strategies in each of two packages: a question elsewhere would be forgotten by the next kind.
test('no source outside the strategies depends on the kind of an auth', () => {
  const packages = packageFolders(['packages', 'packages/integrations', 'apps'])
  const files = sourceFiles(packages, ['src', 'simulator']).filter((file) => !STRATEGIES.test(file))
  const found = files.flatMap((file) =>
    readSource(file)
      .split('\n')
      .flatMap((line, n) => (ASKS.test(line) ? [`${file}:${n + 1} ${line.trim()}`] : [])),
  )
  expect(files.length).toBeGreaterThan(300)
  expect(found).toEqual([])
})
