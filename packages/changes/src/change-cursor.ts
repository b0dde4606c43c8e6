import { hash } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import { databaseErrors } from '@tributary/database'
import { changesErrors } from './changes-errors.ts'
import type { Epoch } from './epoch-store.ts'
import type { Position } from './position.ts'
import type { Snapshot } from './snapshot.ts'

/** A position, and when it was reached: in which epoch, and where the log of the server was then. */
export interface ChangeCursor {
  readonly epoch: string
  readonly log: number
  readonly position: Position
}

/** Longest cursor that is accepted. */
export const LONGEST_CURSOR = 2_048

/** Binds cursors to the types that were asked for: others would have been passed over. */
export function tagOf(types: readonly string[]): string {
  return hash('sha256', JSON.stringify(types.toSorted()), 'base64url').slice(0, 6)
}

/** A cursor without its tag. */
export function encodePosition({ epoch, log, position: { seen, within, born } }: ChangeCursor): string {
  const fields = [
    epoch,
    log,
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
  const given = decodePosition(encoded)
  if (ofTypes !== tag) throw badCursor('It belongs to other types: use it with the "types" it was given for.')
  return given
}

/** The reverse of `encodePosition`. */
export function decodePosition(encoded: string): ChangeCursor {
  const fields = parse(encoded)
  const [epoch, log, next, open, change, key, bornNext, bornOpen] = fields
  if (typeof epoch !== 'string' || !isNumber(log) || !isNumber(change) || typeof key !== 'string')
    throw badCursor()
  const born = fields.length > 6 ? snapshotOf(bornNext, bornOpen) : undefined
  return {
    epoch,
    log,
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

export function badCursor(
  detail = 'It is not a cursor of the feed of changes. Ask again without one, with `now`, or with one that an answer has given.',
  cause?: unknown,
): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_BAD_CURSOR, { detail, cause })
}

/** The state of the database that a cursor is compared with: what a read of the feed has found. */
export interface CurrentState {
  readonly epochs: readonly Epoch[]
  readonly now: Snapshot
  readonly log: number
}

/** The cursor of a position that a read has reached. */
export function cursorAt({ epochs, log }: CurrentState, position: Position): ChangeCursor {
  return { epoch: epochs.at(-1)?.id ?? '', log, position }
}

/**
 * Throws `CHANGES_START_OVER` if a cursor is of another life of the database, or if deletions after it are no longer kept.
 *
 * A cursor of an earlier epoch is valid as long as each later one has the whole log up to where the cursor was given. Otherwise the
 * database has left the history that the cursor is of: a standby was promoted that lacked the end, or an older state was restored.
 */
export function checkCursor({ epoch, log, position }: ChangeCursor, state: CurrentState): void {
  const { epochs, now } = state
  const at = epochs.findIndex(({ id }) => id === epoch)
  const isLost = epochs.slice(at + 1).some(({ intactTo }) => log > intactTo)
  if (at < 0 || isLost || log > state.log || position.seen.next > now.next)
    throw startOver(
      'The database was restored from a backup, moved or taken over by a standby since this cursor was given.',
    )
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
