import type { Role } from '@tributary/core'
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'
import type { Language, Theme } from './preferences.ts'

/** Written once, by the database. */
type CreatedAt = ColumnType<Date, never, never>

export interface UsersTable {
  id: string
  /** Lower case. */
  email: string
  name: string
  role: Role
  disabled_at: Date | null
  /** Null where the browser decides. */
  language: Language | null
  /** BCP 47; null where the browser decides. */
  locale: string | null
  /** The IANA name; null until the person has chosen. */
  time_zone: string | null
  theme: Generated<Theme>
  created_at: CreatedAt
  updated_at: ColumnType<Date, never, Date>
}

/** The credential of a user; currently always a password. */
export interface CredentialsTable {
  id: string
  user_id: string
  provider_id: string
  account_id: string
  /** scrypt, as `salt:key`. */
  password: string | null
  updated_at: ColumnType<Date, never, Date>
}

export interface SessionsTable {
  id: string
  user_id: string
  /** SHA-256 of the token in the cookie. */
  token_hash: string
  expires_at: Date
  ip_address: string | null
  user_agent: string | null
  /** Written once an hour at most. Null until a request after the sign-in. */
  last_used_at: Date | null
  /** When the person has last entered the password in this session. Null until then. */
  confirmed_at: Date | null
  created_at: CreatedAt
  updated_at: ColumnType<Date, never, Date>
}

/** Browsers and other clients that have signed in as a user before. */
export interface KnownDevicesTable {
  /** SHA-256 of the token in the device cookie. */
  token_hash: string
  user_id: string
  /** Whether the client sent headers that only browsers send. */
  browser: boolean
  /** Attempts since the last sign-in. */
  attempts: number
  /** When this token was created, which is the last sign-in. */
  created_at: Date
}

export interface ApiKeysTable {
  id: string
  user_id: string
  name: string
  /** The first characters of the key, so that the owner can recognize it. */
  hint: string
  /** SHA-256 of the key. */
  key_hash: string
  scopes: string[]
  expires_at: Date | null
  last_used_at: Date | null
  created_at: CreatedAt
}

/** One row: the state that all processes over one database share. */
export interface AccountsInstanceTable {
  singleton: Generated<boolean>
  auth_secret: string
  /** When the first administrator was created. From then on the set-up is closed. */
  setup_done_at: Date | null
}

/** What requests with an `Idempotency-Key` were answered, for a day. */
export interface IdempotencyKeysTable {
  user_id: string
  /** SHA-256 of the key. */
  key_hash: Buffer
  /** Digest of the request. */
  fingerprint: string
  /** Sealed with the key; empty only inside the transaction that writes it. */
  answer: Buffer
  created_at: Generated<Date>
}

export interface AccountsTables {
  users: UsersTable
  credentials: CredentialsTable
  sessions: SessionsTable
  known_devices: KnownDevicesTable
  api_keys: ApiKeysTable
  accounts_instance: AccountsInstanceTable
  idempotency_keys: IdempotencyKeysTable
}

/** A database, or a transaction in it, typed with the tables of this package. */
export type AccountsDb = Kysely<AccountsTables>

export type UserRow = Selectable<UsersTable>
export type SessionRow = Selectable<SessionsTable>
export type ApiKeyRow = Selectable<ApiKeysTable>
