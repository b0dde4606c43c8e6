import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReadmeWorkspace, readmeWorkspace } from './readme-workspace.ts'

const EMAIL = 'ada@example.org'
const DIARY = `Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2026-11-03,Heat,1995,https://boxd.it/a1,4.5,,,2026-11-02
`

/** As `npm run dev` does, and as `npm start` does. */
const FROM_SOURCE = ['node', '--conditions=@tributary/source', 'apps/server/src/main.ts'] as const
const BUILT = ['node', 'apps/server/dist/main.js'] as const

// Ten programs, one after the other: 20 s on a machine that does nothing else.
describe('the integration that the README adds', { timeout: 120_000 }, () => {
  let workspace: ReadmeWorkspace
  beforeAll(async () => {
    workspace = await readmeWorkspace()
  })
  afterAll(async () => workspace[Symbol.asyncDispose]())

  test('has at most 120 lines in total', async () => {
    const folder = join(workspace.root, workspace.example)
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    const contents = await Promise.all(
      files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
    )
    expect(files.length).toBeGreaterThan(8)
    expect(contents.join('').split('\n').length - 1).toBeLessThanOrEqual(120)
  })

  test('type-checks and passes its tests', async () => {
    expect(await workspace.run(workspace.example, ['tsc', '-p', 'tsconfig.json'])).toEqual({
      code: 0,
      output: '',
    })
    const { code, output } = await workspace.run(workspace.example, ['vitest', 'run'])
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('12 passed') })
  })

  test('builds', async () => {
    const built = { code: 0, output: '' }
    expect(await workspace.run(workspace.example, ['tsc', '-p', 'tsconfig.build.json'])).toEqual(built)
    expect(await workspace.run('apps/server', ['tsc', '-p', 'tsconfig.build.json'])).toEqual(built)
  })

  test('imports a file through a server run from source, and recognizes it in a built one', async () => {
    await writeFile(join(workspace.root, 'diary.csv'), DIARY)
    await writeFile(join(workspace.root, '.env'), 'LOG_LEVEL=error\n')
    const imported = ['import', 'letterboxd', 'diary.csv', '--user', EMAIL]
    await workspace.run('.', [...FROM_SOURCE, 'users', 'create', '--email', EMAIL])
    expect(await workspace.run('.', [...FROM_SOURCE, ...imported])).toEqual({
      code: 0,
      output: 'succeeded: 1 new, 0 updated, 0 known, 0 rejected, 0 skipped\n',
    })
    expect(await workspace.run('.', [...BUILT, ...imported])).toEqual({
      code: 0,
      output: 'succeeded: 0 new, 0 updated, 1 known, 0 rejected, 0 skipped\n',
    })
  })

  test('is quarantined alone if it cannot be loaded', async () => {
    await writeFile(join(workspace.root, workspace.example, 'dist/index.js'), 'throw new Error("no luck")')
    const { code, output } = await workspace.run('.', [...BUILT, 'plugins'])
    expect(code).toBe(1)
    expect(output).toMatch(/│ netflix +│ 1\.0\.0 +│ ready/)
    expect(output).toMatch(/│ letterboxd +│ 0\.0\.0 +│ quarantined/)
    expect(output.replace(/[\s│]+/g, ' ')).toContain('letterboxd cannot be loaded: no luck')
  })
})
