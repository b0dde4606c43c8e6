import { type CodedErrorDefinition, isProblemError, ProblemError } from '@tributary/core'
import pg from 'pg'
import { databaseErrors, UNAVAILABLE_DETAIL } from './database-errors.ts'

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const PROBLEMS: Readonly<Record<string, CodedErrorDefinition>> = {
  '53100': databaseErrors.DATABASE_DISK_FULL,
  // A standby.
  '25006': databaseErrors.DATABASE_READ_ONLY,
  '40001': databaseErrors.DATABASE_CONFLICT,
  '40P01': databaseErrors.DATABASE_CONFLICT,
  '53300': databaseErrors.DATABASE_BUSY,
  '53400': databaseErrors.DATABASE_BUSY,
  '55P03': databaseErrors.DATABASE_BUSY,
  '57014': databaseErrors.DATABASE_BUSY,
  '57P01': databaseErrors.DATABASE_UNAVAILABLE,
  '57P02': databaseErrors.DATABASE_UNAVAILABLE,
  '57P03': databaseErrors.DATABASE_UNAVAILABLE,
  '57P05': databaseErrors.DATABASE_UNAVAILABLE,
  '25P03': databaseErrors.DATABASE_UNAVAILABLE,
  // A page or an index that does not match its checksum or its structure.
  XX001: databaseErrors.DATABASE_DAMAGED,
  XX002: databaseErrors.DATABASE_DAMAGED,
  // A file that is missing or cannot be read.
  '58P01': databaseErrors.DATABASE_DAMAGED,
  '58030': databaseErrors.DATABASE_DAMAGED,
  // A table whose owner has changed, as after a restore by another role.
  '42501': databaseErrors.DATABASE_UNREADABLE,
}

const DETAILS: Readonly<Record<string, string>> = {
  DATABASE_UNAVAILABLE: UNAVAILABLE_DETAIL,
  DATABASE_DISK_FULL:
    'The disk of the database is full. An administrator must free disk space; no restart is needed.',
  DATABASE_READ_ONLY:
    'The disk of the database is nearly full, or the database was made read-only. GET /health names the cause and the cure.',
  DATABASE_UNREADABLE:
    'The role of DATABASE_URL lacks rights to tables of this server. An administrator must restore its ownership; the log names the table.',
  DATABASE_DAMAGED:
    'Files of the database are damaged. An administrator can list them with "tributary database check" and must restore a backup.',
}

const BAD_CHARACTERS = 'A text contains NUL characters or unpaired surrogates: leave them out.'
const BAD_DATE = 'A date or time does not exist or is out of range: dates begin with 0001-01-01.'
const BAD_FORM = 'A value has the wrong format for its type: a UUID, a date, a number.'

/** The description of an invalid value, by SQLSTATE of class 22 (data exception). */
const BAD_VALUES: Readonly<Record<string, string>> = {
  '22003': 'A number is out of range.',
  '22007': BAD_DATE,
  '22008': BAD_DATE,
  '22009': 'The offset of a time is out of range.',
  '22021': BAD_CHARACTERS,
  '22P05': BAD_CHARACTERS,
  '22P02': BAD_FORM,
  '22P03': BAD_FORM,
  '22001': 'A text is too long.',
}

// pg gives these errors no code, only a message.
const LOST = /^(Connection terminated|Query read timeout|Client has encountered a connection error)/

const LOST_SYSCALLS = new Set(['read', 'write'])

/** The SQLSTATE of a PostgreSQL error, looking through its causes; `undefined` for any other. */
export function sqlState(error: unknown): string | undefined {
  return errorOfPostgres(error)?.code
}

function errorOfPostgres(error: unknown): pg.DatabaseError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof pg.DatabaseError) return current
  }
  return undefined
}

/**
 * A prepared statement whose table another version of the server has changed, in a transaction: the next one prepares it again. Told from other features that
 * PostgreSQL lacks by its function, since the message is in the language of the server.
 */
function isPlanOutdated(error: unknown): boolean {
  const { code, routine } = errorOfPostgres(error) ?? {}
  return code === '0A000' && routine === 'RevalidateCachedQuery'
}

/** Whether an insert or update met a row with the same key, optionally by the name of the constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, { state: '23505', constraint })
}

/** Whether a foreign key prevented an insert, update or delete. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, { state: '23503', constraint })
}

/** Whether retrying the whole transaction can help: a serialization failure, a deadlock, or a table that has changed since a statement was prepared. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01' || isPlanOutdated(error)
}

/** Whether the connection could not be made or was lost. What was in flight may or may not have been committed. */
export function isConnectionLost(error: unknown): boolean {
  return toDatabaseProblem(error)?.code === 'DATABASE_UNAVAILABLE'
}

/**
 * Translates driver errors into problems: outage, full disk, conflict, time-out, each a retryable 503; and a value
 * that PostgreSQL cannot store or parse (400). `undefined` for every other error.
 *
 * @example
 * toDatabaseProblem(error) ?? error
 */
export function toDatabaseProblem(error: unknown): ProblemError | undefined {
  if (isProblemError(error)) {
    return error.code in databaseErrors ? error : undefined
  }
  const state = sqlState(error)
  // Class 22, data exception: statements are fixed, so the value came from the client.
  if (state?.startsWith('22') === true) {
    const detail = BAD_VALUES[state] ?? 'A value cannot be stored or looked up in the database.'
    return new ProblemError(databaseErrors.DATABASE_BAD_VALUE, { cause: error, detail })
  }
  const definition = problemOf(error)
  if (definition === undefined) return undefined
  const detail = DETAILS[definition.code]
  return new ProblemError(definition, {
    cause: error,
    ...(detail === undefined ? {} : { detail }),
    ...(definition.kind === 'transient' ? { headers: { 'retry-after': '5' } } : {}),
    // The pool logs an outage when it begins and when it ends.
    logged: definition === databaseErrors.DATABASE_UNAVAILABLE,
  })
}

function problemOf(error: unknown): CodedErrorDefinition | undefined {
  const state = sqlState(error)
  if (isPlanOutdated(error)) return databaseErrors.DATABASE_CONFLICT
  if (state !== undefined) {
    return PROBLEMS[state] ?? (state.startsWith('08') ? databaseErrors.DATABASE_UNAVAILABLE : undefined)
  }
  if (!(error instanceof Error)) return undefined
  if (LOST.test(error.message)) return databaseErrors.DATABASE_UNAVAILABLE
  return wasCutOff(error) ? databaseErrors.DATABASE_UNAVAILABLE : undefined
}

/** A socket that broke under a query. Failed connects never get here: the pool names them itself. */
function wasCutOff(error: NodeJS.ErrnoException): boolean {
  return (
    (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code === 'ETIMEDOUT') &&
    LOST_SYSCALLS.has(error.syscall ?? '')
  )
}

function isViolation(error: unknown, expected: { state: string; constraint: string | undefined }): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (!(current instanceof pg.DatabaseError)) continue
    if (current.code !== expected.state) return false
    return expected.constraint === undefined || current.constraint === expected.constraint
  }
  return false
}
