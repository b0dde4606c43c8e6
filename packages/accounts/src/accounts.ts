import { type Role, serviceKey } from '@tributary/core'

/** What other packages and the command line may do with accounts. */
export interface Accounts {
  /**
   * Creates a user who can sign in with the password (8 to 128 characters). The first administrator closes the
   * set-up. Throws `ACCOUNTS_EMAIL_TAKEN`; addresses differ by more than case.
   */
  createUser(user: NewUser): Promise<{ readonly id: string }>
  /** `undefined` when nobody has the address, in whatever case it is written. */
  findUserByEmail(email: string): Promise<Account | undefined>
  /**
   * Creates an API key. `key` is shown this once and stored only as a hash. Without `expiresAt` it never expires.
   * Throws `ACCOUNTS_USER_NOT_FOUND`, `ACCOUNTS_TOO_MANY_KEYS`, `ACCOUNTS_UNKNOWN_SCOPE`.
   *
   * @example
   * const { key } = await accounts.createKey({ userId, name: 'backup', scopes: ['library:read'] })
   */
  createKey(key: NewKey): Promise<{ readonly id: string; readonly key: string }>
  countUsers(): Promise<number>
  /** The newest first, a page of at most `limit` at a time. Throws `DATABASE_BAD_CURSOR`. */
  listUsers(page: {
    readonly limit: number
    readonly cursor?: string | undefined
  }): Promise<{ readonly items: readonly Account[]; readonly nextCursor: string | null }>
  /**
   * Gives a user another password (8 to 128 characters) and ends all of the user's sessions; API keys stay, and
   * whoever is disabled stays so. Throws `ACCOUNTS_USER_NOT_FOUND`, `ACCOUNTS_BAD_INPUT`.
   */
  setPassword(userId: string, password: string): Promise<void>
  /**
   * What makes the first administrator (`POST /api/accounts/setup`), to be shown to whoever starts the server and to
   * nobody else; `undefined` once there is one. Throws `ACCOUNTS_NOT_STARTED`.
   */
  setupToken(): Promise<string | undefined>
}

export interface NewUser {
  readonly email: string
  readonly password: string
  /** Default: the part of the address before the "@". */
  readonly name?: string | undefined
  readonly role: Role
}

export interface NewKey {
  readonly userId: string
  readonly name: string
  /** `*`, or `<plugin>:<action>` where each part may be `*`. */
  readonly scopes: readonly string[]
  readonly expiresAt?: Date | undefined
}

/** A user as other packages see one. */
export interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly disabled: boolean
}

/** The service `accounts`. */
export const accounts = serviceKey<Accounts>('accounts')
