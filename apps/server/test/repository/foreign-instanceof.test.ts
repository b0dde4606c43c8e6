import { expect, test } from 'vitest'
import { packageFolders, readSource, sourceFiles } from './source-files.ts'

const PACKAGES = packageFolders(['packages', 'packages/integrations', 'apps', 'tooling'])

/** The names that a file imports from other packages of the project. */
function foreignNames(source: string): Set<string> {
  const imports = source.matchAll(/import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'@tributary\/[^']+'/g)
  const names = [...imports].flatMap(([, list = '']) => list.split(','))
  return new Set(
    names.map((name) =>
      name
        .trim()
        .replace(/^type\s+/, '')
        .replace(/^\w+\s+as\s+/, ''),
    ),
  )
}

function foreignInstanceof(source: string): string[] {
  const foreign = foreignNames(source)
  return [...source.matchAll(/\binstanceof\s+(\w+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => foreign.has(name))
}

// A plugin built elsewhere brings its own copy of a package, whose classes are others: brands are the same in every copy.
test('no error of another package is recognised by `instanceof`', () => {
  const files = sourceFiles(PACKAGES, ['src', 'test', 'simulator'])
  const found = files.flatMap((file) => foreignInstanceof(readSource(file)).map((name) => `${file}: ${name}`))
  expect(files.length).toBeGreaterThan(500)
  expect(found).toEqual([])
})

test('the search detects renamed and several imports', () => {
  const source = [
    "import { type Plugin,\n  KernelError as Refused } from '@tributary/core'",
    'if (error instanceof Refused || error instanceof Error) throw error',
  ].join('\n')
  expect(foreignInstanceof(source)).toEqual(['Refused'])
})
