import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settingsTable } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'
import { describe, expect, test } from 'vitest'
import { packageFolders, readSource } from './source-files.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const BLOCK = /<!-- settings -->\n[^]*?<!-- end of settings -->/

const FORMS: readonly [title: string, of: (definition: IntegrationDefinition) => TObject | undefined][] = [
  ['Of the administrator, in `/api/admin/settings`:', ({ config }) => config],
  ['Of a connection:', ({ connection }) => connection],
  ['Of the import of a file:', ({ files }) => files?.options],
]

function blockOf(definition: IntegrationDefinition): string {
  const tables = FORMS.flatMap(([title, formOf]) => {
    const form = formOf(definition)
    return form === undefined || Object.keys(form.properties).length === 0
      ? []
      : [`${title}\n\n${settingsTable(form)}`]
  })
  for (const [kind, { instance }] of Object.entries(definition.provides ?? {}))
    tables.push(`Of an instance of the kind \`${kind}\`:\n\n${settingsTable(instance)}`)
  return `<!-- settings -->\n\n${tables.join('\n\n')}\n\n<!-- end of settings -->`
}

describe('the README of an integration', () => {
  for (const folder of packageFolders(['packages/integrations']))
    test(`${folder} has the table of each of its forms (written by UPDATE_README=1)`, async () => {
      const module: object = await import(join(ROOT, folder, 'dist/index.js'))
      const [integration] = Object.values(module) as { readonly definition: IntegrationDefinition }[]
      const file = `${folder}/README.md`
      const text = readSource(file)
      if (integration === undefined) throw new Error(`${folder} exports no integration`)
      const expected = blockOf(integration.definition)
      if (process.env.UPDATE_README === '1')
        writeFileSync(
          join(ROOT, file),
          text.replace(BLOCK, () => expected),
        )
      expect(readSource(file)).toContain(expected)
    })
})
