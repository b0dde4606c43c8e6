import { type AuditLog, changesBetween } from '@tributary/audit'
import { ProblemError } from '@tributary/core'
import { type Database, isForeignKeyViolation } from '@tributary/database'
import type { Transaction } from 'kysely'
import type { Account, Accounts, NewKey, NewUser } from './accounts.ts'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsDb, AccountsTables, ApiKeyRow, UserRow } from './accounts-tables.ts'
import { insertApiKey } from './api-key-store.ts'
import { hashPassword } from './hash-password.ts'
import { checkEmail, checkPassword, checkScopes } from './input-checks.ts'
import { closeSetup } from './instance-store.ts'
import { type KnownScopes, requireKnownScopes } from './known-scopes.ts'
import { type UserPreferences, viewPreferences } from './preferences.ts'
import type { PrincipalCache } from './principal-cache.ts'
import type { Setup } from './setup.ts'
import { signOutEverywhere } from './sign-out-everywhere.ts'
import {
  countUsers,
  findUser,
  findUserByEmail,
  insertUser,
  listUsers,
  lockAdministrators,
  lockUser,
  setPassword,
} from './user-store.ts'

/** Passwords are recorded as changed, never with their hash. */
export const PASSWORD_CHANGED = { field: 'password', isSecret: true } as const

export interface DatabaseAccountsParts {
  readonly database: Database
  /** Called when a key is created. */
  readonly knownScopes: () => KnownScopes
  readonly cache: PrincipalCache
  readonly audit: AuditLog
  /** Throws `ACCOUNTS_NOT_STARTED` before `start`. */
  readonly setup: () => Pick<Setup, 'isOpen' | 'token'>
}

/** The service over the database. Usable as soon as the database is migrated. */
export class DatabaseAccounts implements Accounts {
  readonly #parts: DatabaseAccountsParts
  readonly #database: Database
  readonly #db: AccountsDb

  constructor(parts: DatabaseAccountsParts) {
    this.#parts = parts
    this.#database = parts.database
    this.#db = parts.database.tables<AccountsTables>()
  }

  async createUser(user: NewUser): Promise<{ id: string }> {
    const toCreate = await prepareUser(user)
    return this.#database.transaction<AccountsTables, { id: string }>(async (trx) => {
      const id = await insertUser(trx, toCreate)
      if (user.role === 'admin') await closeSetup(trx)
      const changes = changesBetween({}, { role: user.role })
      await this.#parts.audit.record(
        { by: user.by, action: 'created', subjectType: 'user', subjectId: id, changes },
        { trx },
      )
      return { id }
    })
  }

  /** Like `createUser`, but only before the first administrator; otherwise `undefined`. */
  async createFirstAdmin(user: Omit<NewUser, 'role'>): Promise<{ id: string } | undefined> {
    const toCreate = await prepareUser({ ...user, role: 'admin' })
    return this.#database.transaction<AccountsTables, { id: string } | undefined>(async (trx) => {
      if (!(await closeSetup(trx))) return undefined
      const id = await insertUser(trx, toCreate)
      const changes = changesBetween({}, { role: 'admin' })
      await this.#parts.audit.record(
        { action: 'created', subjectType: 'user', subjectId: id, changes },
        { trx },
      )
      return { id }
    })
  }

  async findUserByEmail(email: string): Promise<Account | undefined> {
    const row = await findUserByEmail(this.#db, email)
    return row === undefined ? undefined : toAccount(row)
  }

  async createKey(key: NewKey): Promise<{ id: string; key: string }> {
    const { row, key: made } = await this.insertKey(key)
    return { id: row.id, key: made }
  }

  /** Like `createKey`, with all displayable data of the key. */
  async insertKey(key: NewKey): Promise<{ row: ApiKeyRow; key: string }> {
    checkScopes(key.scopes)
    requireKnownScopes(key.scopes, this.#parts.knownScopes())
    try {
      return await this.#database.transaction<AccountsTables, { row: ApiKeyRow; key: string }>(
        async (trx) => {
          const made = await insertApiKey(trx, key)
          const { id, name, scopes } = made.row
          const changes = changesBetween({}, { userId: key.userId, name, scopes })
          await this.#parts.audit.record(
            { by: key.by, action: 'created', subjectType: 'api_key', subjectId: id, changes },
            { trx },
          )
          return made
        },
      )
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error
      throw new ProblemError(accountsErrors.ACCOUNTS_USER_NOT_FOUND, { cause: error })
    }
  }

  async readPreferences(userId: string): Promise<UserPreferences> {
    const user = await findUser(this.#db, userId)
    if (user === undefined) throw new ProblemError(accountsErrors.ACCOUNTS_USER_NOT_FOUND)
    return viewPreferences(user)
  }

  countUsers(): Promise<number> {
    return countUsers(this.#db)
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- independent of its type, the transaction has the tables of this package
  administrators({ trx }: { readonly trx: Transaction<any> }): Promise<readonly string[]> {
    return lockAdministrators(trx as Transaction<AccountsTables>)
  }

  async listUsers(page: { readonly limit: number; readonly cursor?: string | undefined }) {
    const { items, nextCursor } = await listUsers(this.#db, page)
    return { items: items.map(toAccount), nextCursor }
  }

  async setPassword(userId: string, password: string): Promise<void> {
    checkPassword(password)
    const passwordHash = await hashPassword(password)
    await this.#database.transaction<AccountsTables, void>(async (trx) => {
      if (!(await lockUser(trx, userId))) throw new ProblemError(accountsErrors.ACCOUNTS_USER_NOT_FOUND)
      await setPassword(trx, userId, passwordHash)
      await signOutEverywhere(trx, userId)
      const changes = [PASSWORD_CHANGED]
      await this.#parts.audit.record(
        { action: 'updated', subjectType: 'user', subjectId: userId, changes },
        { trx },
      )
    })
    this.#parts.cache.forgetUser(userId)
  }

  async setupToken(): Promise<string | undefined> {
    const setup = this.#parts.setup()
    return (await setup.isOpen()) ? setup.token : undefined
  }
}

/**
 * Validates and hashes before any transaction is opened: scrypt takes about 60 ms, too long to hold a connection and
 * locks.
 */
async function prepareUser(user: NewUser) {
  checkEmail(user.email)
  checkPassword(user.password)
  return {
    email: user.email,
    name: user.name ?? user.email.slice(0, user.email.indexOf('@')),
    role: user.role,
    preferences: user.preferences,
    passwordHash: await hashPassword(user.password),
  }
}

function toAccount(row: UserRow): Account {
  const { id, email, name, role } = row
  return { id, email, name, role, disabled: row.disabled_at !== null }
}
