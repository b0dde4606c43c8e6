import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { countLines } from '../src/count-lines.ts'
import { isData } from '../src/is-data.ts'
import { limitOf } from '../src/limits.ts'
import { measureIntegration } from '../src/measure-integration.ts'

describe('a line counts when it is neither blank nor comment', () => {
  test.each([
    ['', 0],
    ['\n  \n', 0],
    ['// a note\n', 0],
    ['/** One line. */\nexport const a = 1\n', 1],
    ['/**\n * Several\n\n * lines\n */\nexport const a = 1\n', 1],
    ['const a = 1 // a note\n', 1],
    ['class A {\n  *pages() {}\n}\n', 3],
    ["const url = 'https://example.org/*'\nconst b = 2\n", 2],
  ])('%j: %d', (source, lines) => {
    expect(countLines(source)).toBe(lines)
  })
})

describe('shapes and tables are excluded', () => {
  const TABLE = '/** If a word. */\nexport const WORDS = [\'return\', "for", `class`] as const // while\n'

  test.each(['api-shapes.ts', 'locales/season-words.ts', 'entries-table.ts', 'icon.ts'])('%s', (path) => {
    expect(isData(path, TABLE)).toBe(true)
  })

  test.each(['api.ts', 'mapping.ts', 'locales.ts', 'table.ts', 'shapes.ts'])('not %s', (path) => {
    expect(isData(path, TABLE)).toBe(false)
  })

  test('not a table with code in it', () => {
    expect(isData('a-table.ts', `${TABLE}export const twice = (n: number) => 2 * n\n`)).toBe(false)
    expect(isData('locales/a.ts', `${TABLE}export function read() {}\n`)).toBe(false)
  })
})

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'integration-size-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('is measured including sub-folders', () => {
    const files = {
      'index.ts': "export { a } from './a.ts'\n",
      'api-shapes.ts': 'const A = Type.Object({\n})\n',
      'a/b.ts': '// why\nexport const b = 1\n',
      'a/words.json': '{}\n',
    }
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    expect(measureIntegration(folder)).toEqual({ lines: 2, data: 2, files: 3 })
  })
})

test('every integration is within its limit', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '..', 'src', 'main.ts'), '--all'],
    { encoding: 'utf8' },
  )
  expect(stdout).toMatch(new RegExp(`^netflix: \\d+ of ${limitOf('netflix')} lines`, 'm'))
  expect(stdout).toMatch(/^oura: \d+ of 150 lines/m)
  expect(stdout).toMatch(/^tiktok: \d+ of 120 lines/m)
  expect(status).toBe(0)
})
