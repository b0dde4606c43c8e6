import { availableParallelism } from 'node:os'
import { currentPerson, FairTurns, ProblemError } from '@tributary/core'
import { accountsErrors } from './accounts-errors.ts'

/** A turn takes a tenth of a second: who has waited for so long is one of hundreds. */
const PATIENCE = { milliseconds: 15_000 }
const SERVER = 'server'

/**
 * Each hash keeps one processor busy and one of Node's four threads, on which answers are compressed and files read, too: ten
 * sign-ins at once would hold up everybody's requests. One processor is left to these, and addresses take turns.
 */
const turns = new FairTurns({ places: Math.max(1, Math.min(3, availableParallelism() - 1)) })

/** Hashes a password as the session library checks it. Imported when needed, as `lazySessionLibrary` is. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(async () => (await import('better-auth/crypto')).hashPassword(password))
}

/** Whether a password is that of a hash. */
export function verifyPassword(given: { hash: string; password: string }): Promise<boolean> {
  return inTurn(async () => (await import('better-auth/crypto')).verifyPassword(given))
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = await turns.take(currentPerson() ?? SERVER, PATIENCE)
  if (turn === undefined) throw tooMany()
  try {
    return await work()
  } finally {
    turn.end()
  }
}

function tooMany(): ProblemError {
  return new ProblemError(accountsErrors.ACCOUNTS_RATE_LIMITED, {
    detail: 'Too many passwords are being checked at the same time. Try again in 5 seconds.',
    headers: { 'retry-after': '5' },
  })
}
