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
  test('knows of the project nothing but the kit, and the testkit in its tests', () => {
    const ours = (names: Record<string, string> = {}) =>
      Object.keys(names).filter((name) => name.startsWith('@tributary/'))
    expect(ours(manifest.dependencies)).toEqual(['@tributary/integration-kit'])
    expect(ours(manifest.devDependencies).filter((name) => !FENCED.has(name))).toEqual([])
  })

  test('is named after its folder', () => {
    expect(manifest.name).toBe(`@tributary/integration-${folder.split('/').at(-1)}`)
  })
})

test.each([...foldersIn('packages'), ...foldersIn('packages/integrations'), ...foldersIn('apps')])(
  '%s says what it is',
  (folder) => {
    expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true)
  },
)
