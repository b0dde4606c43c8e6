import { execFile } from 'node:child_process'
import { cp, glob, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

const catalogues = await Array.fromAsync(glob('src/**/locales/*.po', { cwd: ROOT }))

test('every message is in German', async () => {
  const missing: string[] = []
  for (const path of catalogues.filter((each) => each.endsWith('de.po'))) {
    const text = await readFile(join(ROOT, path), 'utf8')
    for (const entry of text.split('\n\n').slice(1))
      if (/^msgstr ""$(?!\n")/m.test(entry)) missing.push(`${path}: ${/^msgid (.*)$/m.exec(entry)?.[1]}`)
  }
  expect(missing, 'write the German in these catalogues').toEqual([])
})

test('the catalogues hold the messages of the code, no more and no fewer', { timeout: 60_000 }, async () => {
  // Within the package, where the configuration finds Lingui.
  const copy = await mkdtemp(join(ROOT, 'node_modules/.messages-'))
  try {
    await cp(join(ROOT, 'src'), join(copy, 'src'), { recursive: true })
    await cp(join(ROOT, 'lingui.config.ts'), join(copy, 'lingui.config.ts'))
    await promisify(execFile)(join(ROOT, 'node_modules/.bin/lingui'), ['extract', '--clean'], { cwd: copy })
    for (const path of catalogues)
      expect(withoutHeader(await readFile(join(ROOT, path), 'utf8')), `${path}: run "npm run messages"`).toBe(
        withoutHeader(await readFile(join(copy, path), 'utf8')),
      )
  } finally {
    await rm(copy, { recursive: true })
  }
})

/** The header has the time of the extraction. */
function withoutHeader(catalogue: string): string {
  return catalogue.slice(catalogue.indexOf('\n\n'))
}
