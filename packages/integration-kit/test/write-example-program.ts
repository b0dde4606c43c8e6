import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { type DocExample, type Exported, exportsOf } from './doc-examples.ts'

const PACKAGE = join(import.meta.dirname, '..')

/** The entries that authors import from. */
export const ENTRIES = [
  'index',
  'files',
  'backwards',
  'daily',
  'dates',
  'providers',
  'enrichers',
  'google',
  'titles',
  'values',
] as const

/** What is around an example that is a member of something, by the member. */
const AROUND: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:auth|connection|files|identify|prepare|api|extend|webhook|provides|testConfig):/,
    'defineIntegration({ ...definition, … })',
  ],
  [
    /^(?:baseUrl|headers|query|classify|rateLimits|limitHeaders):/,
    'const api: Partial<ApiDefinition> = { … }',
  ],
  [/^errorInReply:/, 'const quirks: OAuth2Quirks = { … }'],
  [/^(?:async \*)?enrich\b/, "enricher({ version: 1, platforms: ['netflix'], types: ['movie'], … })"],
  [/^(?:async \*)?importFile\b/, "mediaStream({ id: 'a', displayName: 'A', … })"],
]

/** What is around a `sync`, by its file. */
const AROUND_SYNC: Readonly<Record<string, string>> = {
  'backwards/read-backwards.ts': "mediaStream({ id: 'a', displayName: 'A', … })",
  'daily/sync-days.ts': 'dailyMetricStream({ ...daily, … })',
  'daily/sync-measurements.ts': 'measurementStream({ ...measured, … })',
}

const PREAMBLE = `import { Type, type Static } from 'typebox'
import type { ApiDefinition, OAuth2Quirks } from '@tributary/integration-kit/host'
const definition = {
  name: 'a', displayName: 'A', version: '1.0.0', description: 'A.', streams: [viewingHistory],
  api: { baseUrl: 'https://a.example.org' }, identify: async () => ({ id: '1' }),
} as const
const daily = { id: 'a', displayName: 'A', fields: { steps: { label: 'Steps', type: 'number' } } } as const
const measured = { id: 'a', displayName: 'A', fields: { heartRate: { label: 'Heart rate', unit: 'bpm' } } } as const`

/**
 * Writes two programs into a folder, and returns it: `examples.ts` has every example, to be type-checked, and `results.ts` those that say
 * what comes out, as `[name, result, expected]`.
 */
export function writeExampleProgram(examples: readonly DocExample[]): string {
  const folder = join(PACKAGE, '.turbo', 'doc-examples')
  mkdirSync(folder, { recursive: true })
  const assumed = assumedNames()
  const entries = ENTRIES.map((entry) => ({ entry, exported: exportsOf(entry) }))
  const own = ownImports(
    examples,
    entries.flatMap(({ exported }) => exported),
  )
  const program = [
    PREAMBLE,
    `import { ${assumed.join(', ')} } from '../../test/example-names.ts'`,
    ...entries.map(({ entry, exported }) => importOf(exported, packageEntry(entry))),
    ...own,
    ...examples.map(functionOf),
  ]
  writeFileSync(join(folder, 'examples.ts'), program.join('\n'))
  const results = [
    ...entries.map(({ entry, exported }) =>
      importOf(
        exported.filter(({ isType }) => !isType),
        `../../src/${entry}.ts`,
      ),
    ),
    ...own.filter((line) => !line.includes('{ type ')),
    'export const results: readonly [string, unknown, unknown][] = [',
    ...examples.flatMap((example) => resultOf(example, assumed)),
    ']',
  ]
  writeFileSync(join(folder, 'results.ts'), results.join('\n'))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../../../tsconfig.base.json', include: ['examples.ts'] }),
  )
  return folder
}

function assumedNames(): string[] {
  const source = readFileSync(join(PACKAGE, 'test', 'example-names.ts'), 'utf8')
  return [...source.matchAll(/^export (?:declare )?const (\w+)/gm)].map(([, name = '']) => name)
}

function packageEntry(entry: string): string {
  return `@tributary/integration-kit${entry === 'index' ? '' : `/${entry}`}`
}

function importOf(exported: readonly Exported[], from: string): string {
  return `import { ${exported.map(({ name, isType }) => (isType ? `type ${name}` : name)).join(', ')} } from '${from}'`
}

/** What an example of something internal is about. */
function ownImports(examples: readonly DocExample[], exported: readonly Exported[]): string[] {
  const known = new Set(exported.map(({ name }) => name))
  return examples.flatMap(({ name, type }) => {
    const [path, symbol = ''] = name.split(': ')
    const source = readFileSync(join(PACKAGE, 'src', path ?? ''), 'utf8')
    const isExported = new RegExp(`export [\\w* ]*\\b${symbol}\\b`).test(source)
    if (known.has(symbol) || !isExported) return []
    return [`import { ${type === undefined ? '' : 'type '}${symbol} } from '../../src/${path}'`]
  })
}

function functionOf({ name, type, code }: DocExample, index: number): string {
  const path = name.split(': ')[0] ?? ''
  const whole = code.replace(/^export /, '').replaceAll('{ … }', "{ throw new Error('left out') }")
  const around = /^(?:async \*)?sync\b/.test(whole)
    ? AROUND_SYNC[path]
    : whole.startsWith('{') && type !== undefined
      ? `const value: ${type} = …`
      : AROUND.find(([begins]) => begins.test(whole))?.[1]
  const body = around === undefined ? whole : around.replace('…', () => whole)
  return `// ${name}\nexport async function* example${index}() {\n${body}\n}`
}

/** Of an example that takes nothing for granted and ends with a value. */
function resultOf({ name, code }: DocExample, assumed: readonly string[]): string[] {
  const lines = code.split('\n')
  const [, expression, expected = ''] = /^(.*\S) \/\/ (.+)$/.exec(lines.at(-1) ?? '') ?? []
  if (expression === undefined || !isValue(expected)) return []
  if (assumed.some((each) => new RegExp(`(?<!['.\\w])${each}\\b(?!:)`).test(code))) return []
  const run = `(() => { ${lines.slice(0, -1).join('\n')}\nreturn ${expression} })()`
  return [`[${JSON.stringify(name)}, ${run}, ${expected}],`]
}

function isValue(text: string): boolean {
  try {
    return runInNewContext(`(${text})`) !== text
  } catch {
    return false
  }
}
