import { type FormMigration, holdsSecrets } from '@tributary/integration-kit/host'
import type { ConfiguredPlugin } from './configured-plugins.ts'
import { convertValues, type VersionedValues } from './convert-values.ts'
import type { FormRows } from './open-form.ts'
import { createEntryId, entryName, secretListRow } from './secret-list.ts'
import { SECRET_IS_SET } from './secret-rows.ts'

/** Values of a form as they are stored. */
export interface FormToStore {
  readonly rows: FormRows
  /** By name. */
  readonly secrets: ReadonlyMap<string, string>
}

/**
 * Converts values to a later version of their form, secrets too.
 *
 * @throws Error if one of the migrations throws, or gives a secret a value that is not text
 */
export function convertForm(
  { fields }: Pick<ConfiguredPlugin, 'fields'>,
  stored: VersionedValues,
  form: { readonly version: number; readonly migrations: Readonly<Record<number, FormMigration>> },
): FormToStore {
  const rows = new Map<string, unknown>()
  const secrets = new Map<string, string>()
  for (const [key, value] of Object.entries(convertValues(stored, form))) {
    if (value === undefined || value === null) continue
    const found = fields.find((each) => each.key === key)
    // A secret that the store has lost stays marked, so that the administrator is asked to enter it again.
    if (found === undefined || !holdsSecrets(found.schema) || value === SECRET_IS_SET) rows.set(key, value)
    else if (found.field.kind === 'secret') {
      secrets.set(key, textOf(key, value))
      rows.set(key, SECRET_IS_SET)
    } else {
      const entries = textsOf(key, value).map((text) => ({ id: createEntryId(), text }))
      for (const { id, text } of entries) secrets.set(entryName(key, id), text)
      rows.set(key, secretListRow(entries.map(({ id }) => id)))
    }
  }
  return { rows, secrets }
}

function textOf(field: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new TypeError(`its migration gives the secret "${field}" a value that is not text`)
}

function textsOf(field: string, value: unknown): readonly string[] {
  if (!Array.isArray(value))
    throw new TypeError(`its migration gives the secrets "${field}" a value that is not a list`)
  return value.map((each) => textOf(field, each))
}
