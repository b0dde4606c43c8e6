import { isProblemError, ProblemError } from '@tributary/core'
import type { SettingWarning } from '../choices/check-loaded.ts'
import { settingsErrors } from '../settings-errors.ts'
import { acceptValues } from './accept-values.ts'
import type { ChangeMode } from './check-values.ts'
import type { InstanceParts } from './instance-parts.ts'
import { openSecretsOf, secretNamesOf } from './instance-secrets.ts'
import type { InstanceContents } from './instance-store.ts'
import type { InstanceRow } from './instance-tables.ts'
import { NOTHING_STORED, problemsOf, type StoredValues } from './instance-values.ts'
import { migrateInstance } from './migrate-instances.ts'
import type { OfferedKind } from './offered-kinds.ts'

type Values = Readonly<Record<string, unknown>>

/** A change; what is absent stays. */
export interface InstanceChange {
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
  readonly values?: Values | undefined
  /** Whether fields that `values` does not name are kept or cleared. Secrets are always kept. */
  readonly mode?: ChangeMode
}

/** A change that fits the form. */
export interface PreparedChange {
  /** What it applies to. */
  readonly row: InstanceRow
  readonly contents: InstanceContents
  /** New secrets by name. */
  readonly newSecrets: ReadonlyMap<string, string>
  /** By name. */
  readonly removedSecrets: readonly string[]
  readonly warnings: readonly SettingWarning[]
}

/**
 * What an instance will be after a change. `undefined` if it was changed meanwhile.
 *
 * @throws ProblemError `SETTINGS_INVALID`; for values also `INSTANCES_UNAVAILABLE`, `INSTANCES_INVALID`, `SETTINGS_NEWER_FORM`
 */
export async function prepareChange(
  parts: InstanceParts,
  found: InstanceRow,
  { name = found.name, enabled = found.enabled, values, mode = 'merge' }: InstanceChange,
): Promise<PreparedChange | undefined> {
  if (values === undefined) {
    const { configuration, secrets, form_version: formVersion } = found
    const contents = { name, enabled, configuration, secrets, formVersion }
    return { row: found, contents, newSecrets: new Map(), removedSecrets: [], warnings: [] }
  }
  const offered = parts.offered.required(found)
  const current = await currentValues(parts, { row: found, offered, mode })
  if (current === undefined) return undefined
  const { row, stored } = current
  const open = () => openSecretsOf(parts, { ...stored, id: row.id })
  const accepted = await acceptValues(parts, offered, { values, mode, stored, open })
  const { configuration, secrets, newSecrets, warnings } = accepted
  const names = new Set(secretNamesOf(accepted))
  return {
    row,
    contents: { name, enabled, configuration, secrets, formVersion: offered.version },
    newSecrets,
    removedSecrets: secretNamesOf(row).filter((name) => !names.has(name)),
    warnings,
  }
}

/** The instance with values of the version of its form. Where they cannot be converted, they can only be replaced as a whole. */
async function currentValues(
  parts: InstanceParts,
  given: { readonly row: InstanceRow; readonly offered: OfferedKind; readonly mode: ChangeMode },
): Promise<{ readonly row: InstanceRow; readonly stored: StoredValues } | undefined> {
  const { row, offered, mode } = given
  if (row.form_version > offered.version)
    throw new ProblemError(settingsErrors.SETTINGS_NEWER_FORM, { detail: problemsOf(offered, row).join(' ') })
  try {
    const converted = await migrateInstance(parts, row, offered)
    return converted === undefined ? undefined : { row: converted, stored: converted }
  } catch (error) {
    if (isProblemError(error)) throw error
    if (mode === 'replace') return { row, stored: NOTHING_STORED }
    const detail = problemsOf(offered, row).join(' ')
    throw new ProblemError(settingsErrors.INSTANCES_INVALID, { detail, cause: error })
  }
}
