import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

// A year of a person's data through real HTTP: longer than other tests take, and the one that shows it all together.
it('connects both accounts and brings a year home, then ends', { timeout: 300_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--once', '--port', '0'], {
    timeout: 280_000,
  })
  expect(stdout).toMatch(/fitbit +backfill +succeeded +\d{4} new/)
  expect(stdout).toMatch(/spotify +import +succeeded +\d{5} new/)
  const days = /fitbit\.steps: (\d+) days with a value/.exec(stdout)?.[1]
  expect(Number(days)).toBeGreaterThan(330)
})
