import { holdsSecrets } from '@tributary/integration-kit/host'
import { invalidSettings, valuesAfter } from '../check-change.ts'
import { checkLoaded, type SettingWarning } from '../choices/check-loaded.ts'
import { loadField } from '../choices/load-field.ts'
import type { OpenedSecret } from '../open-secrets.ts'
import { idInMask } from '../secret-list.ts'
import { type ChangeMode, type CheckedValues, checkValues } from './check-values.ts'
import { choiceLoader, formOfKind } from './instance-choices.ts'
import type { InstanceParts } from './instance-parts.ts'
import { type StoredValues, statesOf } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'

type Values = Readonly<Record<string, unknown>>
type OpenedSecrets = ReadonlyMap<string, OpenedSecret>

export interface ValuesToAccept {
  readonly values: Values
  readonly mode: ChangeMode
  readonly stored: StoredValues
  /** Opens the stored secrets. Called only where the values cannot be checked without them, since it may mean asking Vault. */
  readonly open: () => Promise<OpenedSecrets>
}

/** Values that fit the form, and what could not be checked of them. */
export type AcceptedValues = CheckedValues & { readonly warnings: readonly SettingWarning[] }

/**
 * Checks values before they are stored, also against the choices that the service offers now.
 *
 * @throws ProblemError `SETTINGS_INVALID` with all errors of each field
 */
export async function acceptValues(
  parts: InstanceParts,
  offered: OfferedKind,
  { values, mode, stored, open }: ValuesToAccept,
): Promise<AcceptedValues> {
  const states = statesOf(offered, stored, hasMaskedEntry(offered, values) ? await open() : undefined)
  const checked = checkValues(offered, { values, mode }, { stored, states })
  for (const value of checked.newSecrets.values()) parts.onSecret(value)
  let opening: Promise<OpenedSecrets> | undefined
  const { wrong, warnings } = await checkLoaded(offered, {
    set: checked.read.change.set,
    states,
    async load(key) {
      opening ??= open()
      const opened = statesOf(offered, stored, await opening)
      const config = valuesAfter(offered, checked.read, opened)
      return loadField(choiceLoader(parts), formOfKind(offered), { key, config })
    },
  })
  const invalid = [...checked.wrong, ...wrong]
  if (invalid.length > 0) throw invalidSettings(invalid)
  return { ...checked, warnings }
}

/** Whether the values keep entries of a list of secrets, whose rules apply to the secrets behind the masks. */
function hasMaskedEntry({ fields }: OfferedKind, values: Values): boolean {
  return fields.some(({ key, schema }) => {
    const given = values[key]
    return holdsSecrets(schema) && Array.isArray(given) && given.some((each) => idInMask(each) !== undefined)
  })
}
