import { createHmac, timingSafeEqual } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import type { NewUser } from './accounts.ts'
import { accountsErrors } from './accounts-errors.ts'

interface SetupParts {
  readonly secret: string
  isDone(): Promise<boolean>
  createFirstAdmin(user: Omit<NewUser, 'role'>): Promise<{ id: string } | undefined>
}

/**
 * Creates the first administrator: a reader of the log has the token, and the token allows claiming the server once.
 *
 * The token is derived from the shared secret, so that it is the same in every process and after a restart, and is
 * not stored. The row that `createFirstAdmin` closes makes it single-use.
 */
export class Setup {
  readonly token: string
  readonly #parts: SetupParts
  #done = false
  #claims: Promise<unknown> = Promise.resolve()

  constructor(parts: SetupParts) {
    this.#parts = parts
    this.token = createHmac('sha256', parts.secret).update('tributary set-up token').digest('base64url')
  }

  /** Whether the server has no administrator yet. */
  async isOpen(): Promise<boolean> {
    this.#done ||= await this.#parts.isDone()
    return !this.#done
  }

  /** Throws `ACCOUNTS_SETUP_DONE` when there is an administrator. */
  async requireOpen(): Promise<void> {
    if (!(await this.isOpen()))
      throw new ProblemError(accountsErrors.ACCOUNTS_SETUP_DONE, { detail: 'Sign in instead.' })
  }

  /** Creates the first administrator. Throws `ACCOUNTS_SETUP_DONE`, `ACCOUNTS_BAD_SETUP_TOKEN`. */
  async claim(token: string, user: Omit<NewUser, 'role'>): Promise<{ id: string }> {
    await this.requireOpen()
    this.#requireToken(token)
    // Sequential: a thousand concurrent claims would hash a thousand passwords for one administrator.
    const claim = this.#claims.then(() => this.#claimAlone(user))
    this.#claims = claim.catch(() => {})
    return claim
  }

  async #claimAlone(user: Omit<NewUser, 'role'>): Promise<{ id: string }> {
    await this.requireOpen()
    const created = await this.#parts.createFirstAdmin(user)
    this.#done = true
    if (created === undefined)
      throw new ProblemError(accountsErrors.ACCOUNTS_SETUP_DONE, { detail: 'Sign in instead.' })
    return created
  }

  #requireToken(token: string): void {
    const given = Buffer.from(token)
    const expected = Buffer.from(this.token)
    if (given.length === expected.length && timingSafeEqual(given, expected)) return
    throw new ProblemError(accountsErrors.ACCOUNTS_BAD_SETUP_TOKEN, {
      detail: 'Use the token from the log of the server (line "No administrator exists").',
    })
  }
}
