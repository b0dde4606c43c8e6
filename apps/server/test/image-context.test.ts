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
  'apps/server/.env',
  'data/master.key',
  'data/postgres/18/PG_VERSION',
  'data-2026-11-28/master.key',
  'tributary.dump',
  'packages/tributary.dump',
  'backup.tar.zst',
  'apps/server/data/master.key',
  'tooling/master.key',
  'key.json',
  'cookies.txt',
  'notes.txt',
  '.git/config',
  '.tools/pnpm',
]

describe('the context of the image', () => {
  let tracked: string[]
  let inContext: (paths: readonly string[]) => string[]
  beforeAll(async () => {
    const { stdout } = await run('git', ['ls-files', '-z'], { cwd: ROOT })
    tracked = stdout.split('\0').filter((path) => path !== '')
    // Its types are those of an ES module, which it is not.
    const patterns = dockerignore as unknown as typeof dockerignore.default
    const ignore = patterns().add(await readFile(`${ROOT}/.dockerignore`, 'utf8'))
    inContext = (paths) => ignore.filter([...paths])
  })

  it('has nothing that an operator may have left in the clone', () => {
    expect(inContext(LEFT_BEHIND)).toEqual([])
  })

  it('has all that the build needs: manifests, lock file, sources of every package', () => {
    const needed = tracked.filter(
      (path) =>
        /^(package\.json|pnpm-.*\.yaml|turbo\.json|tsconfig\.base\.json)$/.test(path) ||
        /^(apps|packages|tooling)\/.*(package\.json|tsconfig[^/]*\.json|turbo\.json)$/.test(path) ||
        /^(apps|packages)\/.*\/src\//.test(path),
    )
    expect(needed.length).toBeGreaterThan(500)
    expect(needed.filter((path) => !inContext([path]).includes(path))).toEqual([])
  })

  it('has no tests, and nothing from beside the packages', () => {
    const context = inContext(tracked)
    expect(context.filter((path) => path.includes('/test/'))).toEqual([])
    expect(new Set(context.map((path) => path.split('/')[0]))).toEqual(
      new Set([
        'apps',
        'packages',
        'tooling',
        'package.json',
        'pnpm-lock.yaml',
        'pnpm-workspace.yaml',
        'turbo.json',
        'tsconfig.base.json',
        'LICENSE',
      ]),
    )
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
