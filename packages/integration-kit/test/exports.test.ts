import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportsOf } from './doc-examples.ts'
import { ENTRIES } from './write-example-program.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const OWN = join('packages', 'integration-kit')
const LEFT_OUT = new Set(['node_modules', 'dist', '.turbo'])

/** The source and the tests of all packages but the kit, and the names that each file imports from the kit, as `/dates addDays`. */
const imports = ['packages', 'apps', 'tooling'].flatMap(filesIn).flatMap(importsOf)

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) || path === OWN ? [] : filesIn(path)
    return path.endsWith('.ts') ? [path] : []
  })
}

function importsOf(path: string): { path: string; name: string }[] {
  const source = readFileSync(join(ROOT, path), 'utf8')
  const statements = source.matchAll(
    /import (?:type )?\{([^}]*)\} from '@tributary\/integration-kit(\/\w+)?'/g,
  )
  return [...statements].flatMap(([, names = '', entry = '/index']) =>
    names.split(',').map((name) => ({ path, name: `${entry} ${name.trim().replace(/^type /, '')}` })),
  )
}

/** What integrations may offer, by an entry of its own. */
const OFFERED: readonly string[] = ['providers', 'enrichers']

const isIntegration = (path: string) => /^packages\/integrations\/[^/]+\/src\//.test(path)
const isTest = (path: string) => path.includes('/test/')

function unused(entry: string, by: (path: string) => boolean): string[] {
  const used = new Set(imports.filter(({ path }) => by(path)).map(({ name }) => name))
  return exportsOf(entry)
    .map(({ name }) => name)
    .filter((name) => !used.has(`/${entry} ${name}`))
}

test('an author imports at most 35 names from the main entry, types among them', () => {
  expect(exportsOf('index').length).toBeLessThanOrEqual(35)
})

test('every name of the main entry is used by an integration, one of the repository or one of the tests', () => {
  const types = new Set(exportsOf('index').flatMap(({ name, isType }) => (isType ? [name] : [])))
  const values = unused('index', (path) => isIntegration(path) || isTest(path)).filter(
    (name) => !types.has(name),
  )
  expect(values).toEqual([])
  expect(unused('index', () => true)).toEqual([])
})

test.each(OFFERED)('every function of the entry %s is used, by the repository or its tests', (entry) => {
  const types = new Set(exportsOf(entry).flatMap(({ name, isType }) => (isType ? [name] : [])))
  expect(unused(entry, () => true).filter((name) => !types.has(name))).toEqual([])
})

test.each(ENTRIES.filter((entry) => entry !== 'index' && !OFFERED.includes(entry)))(
  'every name of the entry %s is used by an integration or by the platform',
  (entry) => {
    expect(unused(entry, (path) => !isTest(path))).toEqual([])
  },
)
