import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { packageFolders, readSource, sourceFiles } from './source-files.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const PACKAGES = packageFolders(['packages', 'packages/integrations', 'apps', 'tooling'])

/** Turns that hide a noun or a standard term. The right column is the advice of a failure. */
const ADVICE: readonly (readonly [turn: RegExp, instead: string])[] = [
  [/\bwhoever\b/i, 'name the person or process'],
  [/\b(?:nobody|somebody)\b(?!['"`])/i, 'name the person or process, or use the passive voice'],
  [/\banew\b/i, '"again"'],
  [/\bmend(?:s|ed|ing)?\b/i, '"fix" or "resolve"'],
  [/\b(?:is|are|there is) none\b(?! of)/i, 'a noun: "is not a …", "does not exist"'],
  [/\bby and by\b/i, '"gradually"'],
  [/\bis out of order\b/i, '"is unavailable"'],
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

function turnsIn(file: string, textOf: (line: string) => string): string[] {
  return readSource(file)
    .split('\n')
    .flatMap((line, index) => {
      const text = textOf(line)
      return ADVICE.flatMap(([turn, instead]) => {
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

test('READMEs are plain technical English', () => {
  const readmes = ['README.md', ...PACKAGES.flatMap((folder) => readmesIn(folder))]
  expect(readmes.length).toBeGreaterThan(15)
  expect(readmes.flatMap((file) => turnsIn(file, (line) => line))).toEqual([])
})

test('the search names file, line and a better word, and reads literals only', () => {
  expect(literalsIn('  // whoever is first')).toBe('')
  expect(literalsIn("  title: 'Nobody can connect', whoever")).toBe("'Nobody can connect'")
  expect(literalsIn('  detail: `Let it go on: ${name}.`,')).toContain('Let it go on')
})

function readmesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name === 'README.md')
    .map((name) => `${folder}/${name}`)
}
