import { availableParallelism } from 'node:os'
import { currentPerson, FairTurns, ProblemError } from '@tributary/core'
import { accountsErrors } from './accounts-errors.ts'

/** A turn takes a tenth of a second, so a longer wait means hundreds of waiters. */
const PATIENCE = { milliseconds: 15_000 }
const SERVER = 'server'

/**
 * Each hash occupies one processor and one of Node's four threads, which also compress responses and read files: ten
 * concurrent sign-ins would delay all requests. One processor is kept free for those, and addresses take turns.
 */
const turns = new FairTurns({ places: Math.max(1, Math.min(3, availableParallelism() - 1)) })

/** Hashes a password in the format of the session library. Imported lazily, like `lazySessionLibrary`. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(async () => (await import('better-auth/crypto')).hashPassword(password))
}

/** Whether a password matches a hash. */
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
    detail: 'Too many sign-ins in progress. Try again in 5 seconds.',
    headers: { 'retry-after': '5' },
  })
}
