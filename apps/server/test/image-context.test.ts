import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import dockerignore from '@balena/dockerignore'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

/** What an operator could leave in a clone. */
const LEFT_BEHIND = [
  '.env',
  '.env.production',
  'apps/server/.env',
  'apps/server/key.json',
  'apps/server/data/master.key',
  'apps/server/src/master.key',
  'data/master.key',
  'data/postgres/18/PG_VERSION',
  'data-2026-11-28/master.key',
  'packages/data-2026-11-28/master.key',
  'packages/core/tributary.sql',
  'packages/core/src/tributary.dump',
  'packages/tributary.dump',
  'tributary.dump',
  'backup.tar.zst',
  'tooling/master.key',
  'key.json',
  'cookies.txt',
  'NetflixViewingHistory.csv',
  '.git/config',
  '.tools/set-up.log',
  'node_modules/.tributary-built',
  'apps/server/node_modules/pg/package.json',
  'apps/server/dist/main.js',
]

/** What the build of the Dockerfile reads: manifests, settings of the compiler and of turbo, sources. */
const NEEDED = [
  /^(LICENSE|package\.json|pnpm-(lock|workspace)\.yaml|turbo\.json|tsconfig\.base\.json)$/,
  /^tooling\/typescript\/build\.json$/,
  /^(apps|packages|packages\/integrations|tooling)\/[^/]+\/package\.json$/,
  /^(apps|packages|packages\/integrations)\/[^/]+\/(turbo|tsconfig\.build)\.json$/,
  /^(apps|packages|packages\/integrations)\/[^/]+\/src\/.+\.ts$/,
]

describe('the context of the image', () => {
  let tracked: string[]
  let inContext: (paths: readonly string[]) => string[]
  beforeAll(async () => {
    const { stdout } = await run('git', ['ls-files', '-z'], { cwd: ROOT, maxBuffer: 16 * 1024 ** 2 })
    tracked = stdout.split('\0').filter((path) => path !== '')
    // Its types are those of an ES module, which it is not.
    const patterns = dockerignore as unknown as typeof dockerignore.default
    const ignore = patterns().add(await readFile(`${ROOT}/.dockerignore`, 'utf8'))
    inContext = (paths) => ignore.filter([...paths])
  })

  it('has nothing that an operator may have left in the clone', () => {
    expect(inContext(LEFT_BEHIND)).toEqual([])
  })

  it('has exactly what the build reads', () => {
    const needed = tracked.filter((path) => NEEDED.some((pattern) => pattern.test(path)))
    expect(needed.length).toBeGreaterThan(500)
    expect(inContext(tracked)).toEqual(needed)
  })

  it('has every source of what runs: an allowed name would pass over another kind of file in silence', () => {
    const sources = tracked.filter(
      (path) => /^(apps|packages)\/.*\/src\//.test(path) && !path.includes('/test/'),
    )
    expect(sources.filter((path) => !inContext([path]).includes(path))).toEqual([])
  })

  it('has no example: request-counter is a test of operations and does not ship', () => {
    expect(tracked.some((path) => path.endsWith('/request-counter.ts'))).toBe(true)
    expect(inContext(tracked).filter((path) => /request-counter|\/examples\//.test(path))).toEqual([])
  })
})

it('git takes no notice of data, keys and backups in the clone', async () => {
  const candidates = [
    'data/master.key',
    'data-2026-11-28/master.key',
    'tributary.dump',
    'a.tar.zst',
    '.env',
    'packages/x/master.key',
  ]
  const { stdout } = await run('git', ['check-ignore', ...candidates], { cwd: ROOT })
  expect(stdout.trim().split('\n')).toEqual(candidates)
})
