import type { OpenedSecret } from './open-secrets.ts'
import type { Stored } from './resolve-field.ts'
import { entryName, idsIn } from './secret-list.ts'

/** The stored value of a field that is one secret. */
export function storedSecret(opened: OpenedSecret | undefined): Stored {
  return opened?.error === undefined ? opened : 'unopenable'
}

/** The stored value of a list of secrets. `row` has the ids of its entries; `opened` has them by name. */
export function storedList(
  key: string,
  { row, opened }: { readonly row: unknown; readonly opened: ReadonlyMap<string, OpenedSecret> },
): Stored {
  const ids = idsIn(row)
  // Of an earlier form, in which the field was something else.
  if (ids === undefined) return 'unopenable'
  const entries = ids.map((id) => {
    const value = opened.get(entryName(key, id))?.value
    return { id, ...(value === undefined ? {} : { value }) }
  })
  return { value: entries.map(({ value }) => value), entries }
}
