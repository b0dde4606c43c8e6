import { type Principal, type Role, serviceKey } from '@tributary/core'
import type { Transaction } from 'kysely'
import type { Preferences, UserPreferences } from './preferences.ts'

/** Accounts for other packages and the command line. */
export interface Accounts {
  /**
   * Creates a user who can sign in with the password (8 to 128 characters). The first administrator closes the
   * set-up. Throws `ACCOUNTS_EMAIL_TAKEN`; addresses are compared case-insensitively.
   */
  createUser(user: NewUser): Promise<{ readonly id: string }>
  /** Case-insensitive. `undefined` if no user has the address. */
  findUserByEmail(email: string): Promise<Account | undefined>
  /**
   * Creates an API key. `key` is shown this once and stored only as a hash. Without `expiresAt` it never expires.
   * Throws `ACCOUNTS_USER_NOT_FOUND`, `ACCOUNTS_TOO_MANY_KEYS`, `ACCOUNTS_UNKNOWN_SCOPE`.
   *
   * @example
   * const { key } = await accounts.createKey({ userId, name: 'backup', scopes: ['library:read'] })
   */
  createKey(key: NewKey): Promise<{ readonly id: string; readonly key: string }>
  /** How a person wants times, numbers and texts. Throws `ACCOUNTS_USER_NOT_FOUND`. */
  readPreferences(userId: string): Promise<UserPreferences>
  countUsers(): Promise<number>
  /** The ids of the enabled administrators, who cannot be deleted before the transaction ends. */
  administrators(options: {
    // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
    readonly trx: Transaction<any>
  }): Promise<readonly string[]>
  /** The newest first, a page of at most `limit` at a time. Throws `DATABASE_BAD_CURSOR`. */
  listUsers(page: {
    readonly limit: number
    readonly cursor?: string | undefined
  }): Promise<{ readonly items: readonly Account[]; readonly nextCursor: string | null }>
  /**
   * Sets a user's password (8 to 128 characters) and ends all sessions of the user; API keys remain, and a disabled
   * user stays disabled. Throws `ACCOUNTS_USER_NOT_FOUND`, `ACCOUNTS_BAD_INPUT`.
   */
  setPassword(userId: string, password: string): Promise<void>
  /**
   * The set-up token for `POST /api/accounts/setup`, to be shown only to the operator; `undefined` once there is an
   * administrator. Throws `ACCOUNTS_NOT_STARTED`.
   */
  setupToken(): Promise<string | undefined>
}

export interface NewUser {
  readonly email: string
  readonly password: string
  /** Default: the part of the address before the "@". */
  readonly name?: string | undefined
  readonly role: Role
  readonly preferences?: Preferences | undefined
  /** Who creates the user, for the audit log. Absent for the command line. */
  readonly by?: Principal | undefined
}

export interface NewKey {
  readonly userId: string
  readonly name: string
  /** `*`, or `<plugin>:<action>` where each part may be `*`. */
  readonly scopes: readonly string[]
  readonly expiresAt?: Date | undefined
  /** Who creates the key, for the audit log. Absent for the command line. */
  readonly by?: Principal | undefined
}

/** A user as seen by other packages. */
export interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly disabled: boolean
}

/** The service `accounts`. */
export const accounts = serviceKey<Accounts>('accounts')
