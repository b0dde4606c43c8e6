import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { endWithThisProcess } from '@tributary/processes'
import { expect, it } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

it.each(['--help', '-h'])('describes its options for %s and starts nothing', async (option) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, option, '--once'])
  for (const each of ['--once', '--port', '--help']) expect(stdout).toContain(each)
  expect(stdout).not.toContain('Starting')
  expect(stderr).toBe('')
})

it('ends without leftovers when its output is closed', { timeout: 120_000 }, async () => {
  const TMPDIR = await mkdtemp(join(tmpdir(), 'demo-'))
  // The account of the database has to get through.
  await chmod(TMPDIR, 0o755)
  const demo = spawn(process.execPath, [main, '--port', '0'], {
    env: { ...process.env, TMPDIR },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  endWithThisProcess(demo)
  const ended = once(demo, 'exit')
  await once(demo.stdout, 'data')
  expect(await readdir(TMPDIR)).toHaveLength(1)
  demo.stdout.destroy()
  expect(await ended).toEqual([0, null])
  expect(await readdir(TMPDIR)).toEqual([])
  await rm(TMPDIR, { recursive: true })
})

// A year of a person's data through real HTTP: longer than other tests take, and the one that shows it all together.
it('connects both accounts and imports a year, then ends', { timeout: 300_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--once', '--port', '0'], {
    timeout: 280_000,
  })
  expect(stdout).toMatch(/fitbit +backfill +succeeded +\d{4} new/)
  expect(stdout).toMatch(/spotify +import +succeeded +\d{5} new/)
  const days = /fitbit\.steps: (\d+) days with a value/.exec(stdout)?.[1]
  expect(Number(days)).toBeGreaterThan(330)
})
