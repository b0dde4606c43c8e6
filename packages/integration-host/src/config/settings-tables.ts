import { type IntegrationDefinition, PROVIDER_KINDS } from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'
import { settingsTable } from './settings-table.ts'

const FORMS: readonly [title: string, of: (definition: IntegrationDefinition) => TObject | undefined][] = [
  ['Of the administrator, in `/api/admin/settings`:', ({ config }) => config],
  ['Of a connection:', ({ connection }) => connection],
  ['Of the import of a file:', ({ files }) => files?.options],
]

/**
 * The tables of an integration's forms, between the comments that mark them in its README. A form without fields has no table; without any,
 * the text says so.
 *
 * @example
 * settingsTables(spotify.definition)
 */
export function settingsTables(definition: IntegrationDefinition): string {
  const tables = FORMS.flatMap(([title, formOf]) => {
    const form = formOf(definition)
    return form === undefined || Object.keys(form.properties).length === 0
      ? []
      : [`${title}\n\n${settingsTable(form)}`]
  })
  for (const kind of PROVIDER_KINDS) {
    const instance = definition.provides?.[kind]?.instance
    if (instance !== undefined)
      tables.push(`Of an instance of the kind \`${kind}\`:\n\n${settingsTable(instance)}`)
  }
  const text = tables.length === 0 ? 'It has no settings.' : tables.join('\n\n')
  return `<!-- settings -->\n\n${text}\n\n<!-- end of settings -->`
}
