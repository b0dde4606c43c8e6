import type { FormMigration } from '@tributary/integration-kit/host'

/** Values as they were stored, with the version of their form. */
export interface VersionedValues {
  readonly version: number
  readonly values: Readonly<Record<string, unknown>>
}

/** Converts values to a later version of their form, step by step. Throws what a migration throws. */
export function convertValues(
  stored: VersionedValues,
  {
    version,
    migrations,
  }: { readonly version: number; readonly migrations: Readonly<Record<number, FormMigration>> },
): Readonly<Record<string, unknown>> {
  let values = stored.values
  for (let step = stored.version + 1; step <= version; step++) values = migrations[step]?.(values) ?? values
  return values
}
