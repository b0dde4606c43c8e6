import { holdsSecrets } from '@tributary/integration-kit/host'
import type { ConfiguredPlugin } from './configured-plugins.ts'
import type { OpenedSecret } from './open-secrets.ts'
import { entryName, idsIn } from './secret-list.ts'
import { SECRET_IS_SET } from './secret-rows.ts'

/** The stored rows of a form by field: a secret is `SECRET_IS_SET`, a list of secrets has the ids of its entries, all else is the value. */
export type FormRows = ReadonlyMap<string, unknown>

/** The stored values of a form of an earlier version. */
export interface OpenedForm {
  /** By field, secrets opened. */
  readonly values: Readonly<Record<string, unknown>>
  /** The names of the secrets among them. */
  readonly secretNames: readonly string[]
}

/** The names of the secrets that rows stand for, or may stand for: that the value is one of a plain field is not known of an earlier form. */
export function secretNamesIn(rows: FormRows): readonly string[] {
  return [...rows].flatMap(([field, row]) => namesIn(field, row))
}

/**
 * Opens the stored values of a form whose earlier version is not known: a row tells whether it stands for secrets.
 *
 * A secret that is lost or cannot be decrypted is left out, with its list: it is no value to convert. Where the new form has secrets of that
 * name, their mark stays, so that an administrator still reads that they have to be set again.
 */
export function openForm(
  form: Pick<ConfiguredPlugin, 'fields'>,
  { rows, opened: secrets }: { readonly rows: FormRows; readonly opened: ReadonlyMap<string, OpenedSecret> },
): OpenedForm {
  const values: Record<string, unknown> = {}
  const secretNames: string[] = []
  for (const [field, row] of rows) {
    const ids = idsIn(row)
    const names = namesIn(field, row)
    const opened = names.map((name) => secrets.get(name))
    const isWhole = opened.every((each) => each?.value !== undefined)
    if (names.length > 0 && isWhole) {
      values[field] = ids === undefined ? opened[0]?.value : opened.map((each) => each?.value)
      secretNames.push(...names)
    } else if (names.length === 0) values[field] = ids === undefined ? row : []
    else if (opened.every((each) => each === undefined) && !isOfSecrets(form, field)) values[field] = row
  }
  return { values, secretNames }
}

export function isOfSecrets({ fields }: Pick<ConfiguredPlugin, 'fields'>, key: string): boolean {
  return fields.some((field) => field.key === key && holdsSecrets(field.schema))
}

function namesIn(field: string, row: unknown): readonly string[] {
  return idsIn(row)?.map((id) => entryName(field, id)) ?? (row === SECRET_IS_SET ? [field] : [])
}
