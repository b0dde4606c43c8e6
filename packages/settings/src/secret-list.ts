import { randomUUID } from 'node:crypto'
import { SECRET_MASK } from './secret-mask.ts'

/** What the row of a list of secrets holds: the ids of its entries, in their order. Each is a secret of its own. */
export interface SecretListRow {
  readonly '#secrets': readonly string[]
}

/** One stored entry of a list of secrets. */
export interface SecretEntry {
  readonly id: string
  /** Absent where the secret is lost or cannot be decrypted. */
  readonly value?: string
}

/** 32 random bits: unique in a list of a hundred entries. */
const ID = /^[0-9a-f]{8}$/

export function createEntryId(): string {
  return randomUUID().slice(0, 8)
}

/** The name of the secret of an entry. No field's name has a `#`. */
export function entryName(key: string, id: string): string {
  return `${key}#${id}`
}

/** The ids in the row of a list of secrets; `undefined` for any other value. */
export function idsIn(row: unknown): readonly string[] | undefined {
  if (typeof row !== 'object' || row === null || !('#secrets' in row)) return undefined
  const ids = row['#secrets']
  return Array.isArray(ids) && ids.every((id) => typeof id === 'string' && ID.test(id)) ? ids : undefined
}

export function secretListRow(ids: readonly string[]): SecretListRow {
  return { '#secrets': ids }
}

/**
 * Replaces an entry in responses. Written back, at any position, it keeps the entry.
 *
 * @example
 * maskOfEntry({ id: '0a1b2c3d' }) // '••••••••0a1b2c3d'
 */
export function maskOfEntry({ id }: Pick<SecretEntry, 'id'>): string {
  return `${SECRET_MASK}${id}`
}

/** The id in the mask of an entry; an empty text for a mask that names none; `undefined` if the value is no mask. */
export function idInMask(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(SECRET_MASK)
    ? value.slice(SECRET_MASK.length)
    : undefined
}
