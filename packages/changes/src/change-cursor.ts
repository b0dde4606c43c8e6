import { hash } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import { databaseErrors } from '@tributary/database'
import { changesErrors } from './changes-errors.ts'
import type { Epoch } from './epoch-store.ts'
import type { Position } from './position.ts'
import { isVisible, type Snapshot } from './snapshot.ts'

/** A position, and the epoch in which it was reached. */
export interface ChangeCursor {
  readonly epoch: string
  readonly position: Position
}

/** Longest cursor that is accepted. */
export const LONGEST_CURSOR = 2_048

/** Binds cursors to the types that were asked for: others would have been passed over. */
export function tagOf(types: readonly string[]): string {
  return hash('sha256', JSON.stringify(types.toSorted()), 'base64url').slice(0, 6)
}

/** A cursor without its tag. */
export function encodePosition({ epoch, position: { seen, within, born } }: ChangeCursor): string {
  const fields = [
    epoch,
    seen.next,
    seen.open,
    within?.change ?? 0,
    within?.key ?? '',
    ...(born === undefined ? [] : [born.next, born.open]),
  ]
  return Buffer.from(JSON.stringify(fields)).toString('base64url')
}

/** Throws `DATABASE_BAD_CURSOR` for a malformed cursor and for one of other types. */
export function decodeCursor(cursor: string, tag: string): ChangeCursor {
  const [ofTypes, encoded = ''] = cursor.split('.')
  if (ofTypes !== tag) throw badCursor('It belongs to other types: use it with the "types" it was given for.')
  return decodePosition(encoded)
}

/** The reverse of `encodePosition`. */
export function decodePosition(encoded: string): ChangeCursor {
  const fields = parse(encoded)
  const [epoch, next, open, change, key, bornNext, bornOpen] = fields
  if (typeof epoch !== 'string' || !isNumber(change) || typeof key !== 'string') throw badCursor()
  const born = fields.length > 5 ? snapshotOf(bornNext, bornOpen) : undefined
  return {
    epoch,
    position: { seen: snapshotOf(next, open), within: change === 0 ? undefined : { change, key }, born },
  }
}

function parse(encoded: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString())
    if (Array.isArray(parsed)) return parsed
  } catch {
    // The same as JSON that is no cursor.
  }
  throw badCursor()
}

function snapshotOf(next: unknown, open: unknown): Snapshot {
  if (!isNumber(next) || !Array.isArray(open) || !open.every(isNumber)) throw badCursor()
  return { next, open }
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function badCursor(
  detail = 'Ask again without a cursor, or with one that an answer has given.',
): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_BAD_CURSOR, { detail })
}

/**
 * Throws `CHANGES_START_OVER` if a cursor is of another life of the database, or if deletions after it are no longer kept.
 *
 * Each epoch begins with a transaction of its own. A cursor of an earlier epoch in which that transaction is visible was made in a history
 * that the database has left: a backup from before the cursor was restored.
 */
export function checkCursor(
  { epoch, position }: ChangeCursor,
  { epochs, now }: { readonly epochs: readonly Epoch[]; readonly now: Snapshot },
): void {
  const at = epochs.findIndex(({ id }) => id === epoch)
  const later = epochs.slice(at + 1)
  const isLeft =
    at < 0 || position.seen.next > now.next || later.some(({ change }) => isVisible(position.seen, change))
  if (isLeft) throw startOver('The database was restored from a backup or moved since this cursor was given.')
  const deletions = position.born ?? position.seen
  const prunedTo = Math.max(...epochs.map(({ prunedTo: to }) => to))
  if ([deletions.next, ...deletions.open].some((change) => change <= prunedTo))
    throw startOver('It is older than the deletions that are kept.')
}

function startOver(reason: string): ProblemError {
  return new ProblemError(changesErrors.CHANGES_START_OVER, {
    detail: `${reason} Discard what you have and ask without a cursor.`,
  })
}
