import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FENCED = new Set(['@tributary/integration-kit', '@tributary/testkit', '@tributary/vitest-config'])

const foldersIn = (place: string) =>
  readdirSync(join(ROOT, place))
    .map((name) => `${place}/${name}`)
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))

describe.each(foldersIn('packages/integrations'))('%s', (folder) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    name: string
    dependencies?: Record<string, string>
    devDependencies?: Record<string, string>
  }

  // `turbo boundaries` looks through the testkit at the whole platform; what an integration may name itself is less.
  test('imports only the kit of the project, the simulator for its demo, and the testkit in its tests', () => {
    const ours = (names: Record<string, string> = {}) =>
      Object.keys(names).filter((name) => name.startsWith('@tributary/'))
    const simulator = '@tributary/provider-simulator'
    expect(ours(manifest.dependencies).filter((name) => name !== simulator)).toEqual([
      '@tributary/integration-kit',
    ])
    // Demo data needs the simulator at run time, the integration itself does not.
    const sources = readdirSync(join(ROOT, folder, 'src'), { recursive: true, encoding: 'utf8' })
    for (const name of sources.filter((each) => each.endsWith('.ts')))
      expect(readFileSync(join(ROOT, folder, 'src', name), 'utf8'), name).not.toMatch(
        /provider-simulator|\/simulator\//,
      )
    expect(ours(manifest.devDependencies).filter((name) => !FENCED.has(name))).toEqual([])
  })

  test('is named after its folder', () => {
    expect(manifest.name).toBe(`@tributary/integration-${folder.split('/').at(-1)}`)
  })
})

test.each([...foldersIn('packages'), ...foldersIn('packages/integrations'), ...foldersIn('apps')])(
  '%s has a description',
  (folder) => {
    expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true)
  },
)

describe('a process started by a test or a tool', () => {
  const PACKAGES = [
    ...foldersIn('packages'),
    ...foldersIn('packages/integrations'),
    ...foldersIn('apps'),
    ...foldersIn('tooling'),
  ]
  const filesIn = (folder: string) =>
    existsSync(join(ROOT, folder))
      ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => join(folder, name))
      : []
  const files = PACKAGES.flatMap((folder) => [
    ...filesIn(`${folder}/test`),
    ...filesIn(`${folder}/simulator`),
    ...(folder.startsWith('tooling') ? filesIn(`${folder}/src`) : []),
  ])
  const starting = files.filter((file) =>
    /import \{[^}]*\b(spawn|fork)\b[^}]*\} from 'node:child_process'/.test(
      readFileSync(join(ROOT, file), 'utf8'),
    ),
  )
  /** Ends by itself when this process does, and is what ends the others. */
  const WATCHERS = new Set([
    'tooling/processes/src/end-with-this-process.ts',
    'tooling/vitest/src/run-directories.ts',
  ])

  test.each(starting.filter((file) => !WATCHERS.has(file)))('ends with it: %s', (file) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toMatch(/\b(endWithThisProcess|watchChild)\(/)
  })
})
