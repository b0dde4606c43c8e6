import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** A query where it is defined, with the parts of its key as the code has them. */
interface Definition {
  readonly path: string
  readonly key: readonly string[]
}

const sources = await Promise.all(
  (await Array.fromAsync(glob('src/**/*.{ts,tsx}', { cwd: ROOT })))
    .toSorted()
    .map(async (path) => ({ path, text: await readFile(join(ROOT, path), 'utf8') })),
)

/** The key and the function of a query stand in one object; keys elsewhere name what is read again. */
const definitions: readonly Definition[] = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/\b(?:infiniteQ|q)ueryOptions(?:<[^(]*>)?\(\{|\buse\w*Query\(\{/g)].flatMap(
    ({ index }) => {
      const body = text.slice(index, text.indexOf('queryFn', index))
      const key = /queryKey: (\[.*?\]),\n/s.exec(body)?.[1]
      return key === undefined ? [] : [{ path, key: partsOf(key) }]
    },
  ),
)

test('each query key belongs to one query', () => {
  const shared = definitions.flatMap((one, index) =>
    definitions
      .slice(index + 1)
      .filter((other) => mayBeEqual(one.key, other.key))
      .map((other) => `${one.path} and ${other.path}: [${one.key.join()}]`),
  )
  expect(shared, 'define the query once, below src/api if several pages have it').toEqual([])
})

test('no query escapes these tests', () => {
  const functions = sources.reduce((sum, { text }) => sum + text.split(/\bqueryFn\b/).length - 1, 0)
  expect(definitions.length).toBeGreaterThan(0)
  expect(functions).toBe(definitions.length)
})

test('the data of a query is read and written under the key of its definition', () => {
  const others = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:[gs]etQueryData|removeQueries)\((?:\{ queryKey: )?\[.*/g)].map(
      ([found]) => `${path}: ${found}`,
    ),
  )
  expect(others, 'write `theQuery.queryKey`').toEqual([])
})

test.each([
  ["['jobs', 'list']", "['jobs', 'list']", true],
  ["['jobs', id]", "['jobs', 'list']", true],
  ["['jobs', id, 'rejected']", "['jobs', job.id, 'rejected']", true],
  ["['jobs', 'one', id]", "['jobs', 'list', search]", false],
  ["['jobs']", "['jobs', id]", false],
])('%s and %s may be the same key: %s', (one, other, expected) => {
  expect(mayBeEqual(partsOf(one), partsOf(other))).toBe(expected)
})

/** The parts of an array literal; commas within braces or brackets part nothing. */
function partsOf(key: string): string[] {
  return key.slice(1, -1).split(/,\s*(?![^{[]*[}\]])/)
}

/** A part that is no literal may have any value. */
function mayBeEqual(one: readonly string[], other: readonly string[]): boolean {
  return (
    one.length === other.length &&
    one.every((part, index) => {
      const counterpart = other[index]
      return part === counterpart || !part.startsWith("'") || counterpart?.startsWith("'") === false
    })
  )
}
