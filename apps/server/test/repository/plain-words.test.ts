import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { packageFolders, readSource, sourceFiles } from './source-files.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const PACKAGES = packageFolders(['packages', 'packages/integrations', 'apps', 'tooling'])

type Advice = readonly (readonly [turn: RegExp, instead: string])[]

/** Turns without their noun, in messages, READMEs, comments and names of tests. The right column is the advice of a failure. */
const ADVICE: Advice = [
  [/\bwhoever\b/i, 'name the person or process'],
  [/\b(?:nobody|somebody)\b(?!['"`@])/i, 'name the person or process, or use the passive voice'],
  [/\banew\b/i, '"again"'],
  [/\bmend(?:s|ed|ing)?\b/i, '"fix" or "resolve"'],
  [/\b(?:is|are|was|were|be) none\b(?! of)/i, 'a noun: "is not a …", "does not exist"'],
  [/\bby and by\b/i, '"gradually"'],
  [/\bout of order\b/i, '"is unavailable"; of a sequence, "unordered"'],
]

/** Literary turns in messages and READMEs. */
const ADVICE_FOR_PROSE: Advice = [
  ...ADVICE,
  [/\blet it go on\b/i, '"resume it"'],
  [/\bas (?:it has|they have) to be\b/i, '"valid", "invalid"'],
  [/\bcannot be had\b/i, '"is unavailable"'],
  [/\b(?:does not|do not) take\b.*\bany more\b/i, '"rejected", "no longer accepts"'],
  [/\bhas asked for no requests\b/i, '"refuses requests"'],
  [/\bgives? no access\b/i, '"refused access"'],
  [/\btakes no changes\b/i, '"is read-only"'],
  [/\b(?:is|are) of no use\b|\bgood for nothing\b/i, '"is invalid", "has no effect"'],
  [/\bhas to tell\b|\bsomething to tell\b/i, '"notice", "reports"'],
  [/\bin vain\b/i, '"without result", "failed"'],
]

/** The texts of a source line that people read at run time: string and template literals with more than one word. */
function literalsIn(line: string): string {
  if (/^\s*(?:\*|\/\/|\/\*)/.test(line)) return ''
  const code = line.replace(/\s\/\/ .*$/, '')
  return [...code.matchAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`?/g)]
    .map(([literal]) => literal)
    .filter((literal) => /\w \w/.test(literal))
    .join(' ')
}

/** The comment of a source line, or the name of a test in it. */
function commentIn(line: string): string {
  if (/^\s*(?:\*|\/\/|\/\*)/.test(line)) return line
  if (/\b(?:test|it|describe)\b.*\(['"`]|^\s*\]\)\(['"`]/.test(line)) return literalsIn(line)
  return /\s\/\/ .*$/.exec(line)?.[0] ?? ''
}

function turnsIn(file: string, textOf: (line: string) => string, advice = ADVICE_FOR_PROSE): string[] {
  return readSource(file)
    .split('\n')
    .flatMap((line, index) => {
      const text = textOf(line)
      return advice.flatMap(([turn, instead]) => {
        const found = turn.exec(text)?.[0]
        return found === undefined ? [] : [`${file}:${index + 1}: "${found}": write ${instead}`]
      })
    })
}

test('messages are plain technical English', () => {
  const files = sourceFiles(PACKAGES, ['src']).filter((file) => !file.startsWith('packages/testkit/'))
  expect(files.length).toBeGreaterThan(500)
  expect(files.flatMap((file) => turnsIn(file, literalsIn))).toEqual([])
})

test('comments and names of tests are plain technical English', () => {
  const files = sourceFiles(PACKAGES, ['src', 'test', 'simulator']).filter(
    (file) => !file.endsWith('/plain-words.test.ts'),
  )
  expect(files.length).toBeGreaterThan(1000)
  expect(files.flatMap((file) => turnsIn(file, commentIn, ADVICE))).toEqual([])
})

test('READMEs are plain technical English', () => {
  const readmes = ['README.md', ...PACKAGES.flatMap((folder) => readmesIn(folder))]
  expect(readmes.length).toBeGreaterThan(15)
  expect(readmes.flatMap((file) => turnsIn(file, (line) => line))).toEqual([])
})

test('the search reads literals of messages, and comments and names of tests', () => {
  expect(literalsIn('  // whoever is first')).toBe('')
  expect(literalsIn("  title: 'Nobody can connect', whoever")).toBe("'Nobody can connect'")
  expect(literalsIn('  detail: `Let it go on: ${name}.`,')).toContain('Let it go on')
  expect(commentIn(' * Whoever is first')).toContain('Whoever')
  expect(commentIn("  const nobody = 'a b' // made anew")).toBe(' // made anew')
  expect(commentIn("  it('is none', () => {")).toBe("'is none'")
  expect(commentIn("  ])('%j is none', (path) => {")).toBe("'%j is none'")
  expect(commentIn("  title: 'Nobody can connect',")).toBe('')
})

function readmesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name === 'README.md')
    .map((name) => `${folder}/${name}`)
}
