import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import dockerignore from '@balena/dockerignore'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

/** Data, keys and backups in the clone, and what is left when making one of them was interrupted. */
const SECRET = [
  '.env',
  '.env.production',
  '.env.bak',
  'apps/server/.env',
  'data/master.key',
  'data/postgres/18/PG_VERSION',
  'data/postgres/18-before-restore/base/1/1259',
  'data-2026-11-28/master.key',
  'data.old/postgres/passwords.json',
  'apps/server/data/master.key',
  'store/master.key',
  'store/master.key.new',
  'store/master.key.4f1c.old',
  'store/master.key.unfinished-0a1b2c3d4e5f',
  'store/postgres/18/base/1/1259',
  'store/postgres/unfinished-0a1b2c3d/PG_VERSION',
  'store/postgres/passwords.json',
  'packages/x/master.key',
  'packages/core/src/tributary.dump',
  'apps/web/src/tributary.dump',
  'apps/web/src/.env',
  'apps/web/src/master.key',
  'apps/web/src/data/postgres/18/PG_VERSION',
  'apps/web/public/backup.tar.zst',
  'backups/any',
  'backup.tar.zst',
  'backup.tar.zst.unfinished-0a1b2c3d',
  'tooling/tributary-2026-11-28.tar.zst',
  'tributary.dump',
  'tributary.sql',
  'tributary.sql.gz',
  'library.jsonl',
  'NetflixViewingHistory.csv',
  'my_spotify_data.zip',
]

/** What else lies in a clone. */
const NOT_IN_THE_IMAGE = [
  'apps/server/key.json',
  'packages/core/tributary.sql',
  'tooling/master.key',
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
  // Demo data.
  /^packages\/integrations\/[^/]+\/(tsconfig\.simulator\.json|simulator\/.+\.ts)$/,
  // The page, which Vite builds.
  /^apps\/web\/(src\/.+\.(tsx|css|po)|public\/.+\.svg)$/,
  /^apps\/web\/(index\.html|vite\.config\.ts|lingui\.config\.ts)$/,
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

  it('contains no files of an operator in the clone', async () => {
    expect(inContext([...SECRET, ...NOT_IN_THE_IMAGE, ...(await writtenByReadme())])).toEqual([])
  })

  it('contains exactly the inputs of the build', () => {
    const needed = tracked.filter((path) => NEEDED.some((pattern) => pattern.test(path)))
    expect(needed.length).toBeGreaterThan(500)
    expect(inContext(tracked)).toEqual(needed)
  })

  it('contains every source of the server: an allow-list of names would silently omit another kind of file', () => {
    const sources = tracked.filter(
      (path) => /^(apps|packages)\/.*\/src\//.test(path) && !path.includes('/test/'),
    )
    expect(sources.filter((path) => !inContext([path]).includes(path))).toEqual([])
  })

  it('contains no example: request-counter is a test of operations', () => {
    expect(tracked.some((path) => path.endsWith('/request-counter.ts'))).toBe(true)
    expect(inContext(tracked).filter((path) => /request-counter|\/examples\//.test(path))).toEqual([])
  })
})

/** Files that the commands of the front page write into the clone. */
async function writtenByReadme(): Promise<string[]> {
  const readme = await readFile(`${ROOT}/README.md`, 'utf8')
  const commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block).join('\n')
  const names = [...commands.matchAll(/(?: -c| -o| \| tee| >>?) (?<name>[\w.-]+)/g)].map(
    ({ groups }) => groups?.['name'] ?? '',
  )
  return [...new Set(names)]
}

describe('git', () => {
  const ignored = async (candidates: readonly string[]) => {
    const found = run('git', ['check-ignore', '--no-index', ...candidates], { cwd: ROOT })
    // It exits with 1 when it ignores none.
    const { stdout } = await found.catch((error: { stdout: string }) => error)
    return stdout.trim().split('\n')
  }

  it('ignores data, keys and backups in the clone', async () => {
    expect(await ignored(SECRET)).toEqual(SECRET)
  })

  it('ignores the output of the README’s commands', async () => {
    const written = await writtenByReadme()
    expect(written).toEqual(expect.arrayContaining(['cookies.txt', 'key.json', 'library.csv', '.env']))
    expect(await ignored(written)).toEqual(written)
  })

  it('ignores nothing that is tracked', async () => {
    const { stdout } = await run('git', ['ls-files', '--cached', '--ignored', '--exclude-standard'], {
      cwd: ROOT,
    })
    expect(stdout).toBe('')
  })
})
