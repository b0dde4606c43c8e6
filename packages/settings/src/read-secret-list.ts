import { type ConfigurationField, readEntered } from '@tributary/integration-host'
import { createEntryId, idInMask, type SecretEntry } from './secret-list.ts'

/** A list of secrets as it will be stored: each entry with its id, those that are new with their value. */
export interface EnteredList {
  readonly entries: readonly EnteredEntry[]
  readonly messages: readonly string[]
}

export interface EnteredEntry {
  readonly id: string
  readonly value: string
  readonly isNew: boolean
}

const NO_ENTRY = 'This masks a secret that is not stored: enter the secret again.'
const MASKED_TWICE =
  'This masks a secret that another entry masks as well: enter the secret, or remove the entry.'
const UNOPENABLE = 'The stored secret cannot be decrypted: enter it again, or remove the entry.'

/**
 * Reads a list of secrets that was entered. A mask stands for the entry whose id it contains, wherever it is in the list; all else is a new
 * secret. Stored entries without a mask are left out, and so deleted. The rules of the field apply to the secrets behind the masks.
 */
export function readSecretList(
  field: ConfigurationField,
  { entered, stored }: { readonly entered: readonly unknown[]; readonly stored: readonly SecretEntry[] },
): EnteredList {
  const byId = new Map(stored.map((entry) => [entry.id, entry]))
  const kept = new Set<string>()
  const faults: string[] = []
  const ids: (string | undefined)[] = []
  const values = entered.map((given, index) => {
    const id = idInMask(given)
    ids.push(id)
    if (id === undefined) return given
    const fault = faultOfMask(id, { byId, kept })
    if (fault !== undefined) faults.push(`Entry ${index + 1}: ${fault}`)
    kept.add(id)
    return byId.get(id)?.value
  })
  if (faults.length > 0) return { entries: [], messages: faults }
  const { value, messages } = readEntered(field, values)
  const entries = (Array.isArray(value) ? value : []).map((each, index): EnteredEntry => {
    const id = ids[index]
    return { id: id ?? createEntryId(), value: String(each), isNew: id === undefined }
  })
  return { entries, messages }
}

function faultOfMask(
  id: string,
  { byId, kept }: { readonly byId: ReadonlyMap<string, SecretEntry>; readonly kept: ReadonlySet<string> },
): string | undefined {
  const entry = byId.get(id)
  if (entry === undefined) return NO_ENTRY
  if (kept.has(id)) return MASKED_TWICE
  return entry.value === undefined ? UNOPENABLE : undefined
}
