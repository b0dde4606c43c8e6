import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settingsTables } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { describe, expect, test } from 'vitest'
import { packageFolders, readSource } from './source-files.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const BLOCK = /<!-- settings -->\n[^]*?<!-- end of settings -->/

describe('the README of an integration', () => {
  for (const folder of packageFolders(['packages/integrations']))
    test(`${folder} has the table of each of its forms (written by UPDATE_README=1)`, async () => {
      const module: object = await import(join(ROOT, folder, 'dist/index.js'))
      const [integration] = Object.values(module) as { readonly definition: IntegrationDefinition }[]
      const file = `${folder}/README.md`
      const text = readSource(file)
      if (integration === undefined) throw new Error(`${folder} exports no integration`)
      const expected = settingsTables(integration.definition)
      if (process.env.UPDATE_README === '1')
        writeFileSync(
          join(ROOT, file),
          text.replace(BLOCK, () => expected),
        )
      expect(readSource(file)).toContain(expected)
    })
})
