import type { AuditLog } from '@tributary/audit'
import type { Database } from '@tributary/database'
import type { AccountsSettings } from './accounts-options.ts'
import type { AccountsDb } from './accounts-tables.ts'
import type { DatabaseAccounts } from './database-accounts.ts'
import type { KnownDevices } from './known-devices.ts'
import type { PrincipalCache } from './principal-cache.ts'
import type { SessionLibrary } from './session-library.ts'
import type { Setup } from './setup.ts'
import type { UserEraser } from './user-erasers.ts'

/** The dependencies of the routes. */
export interface AccountsParts {
  readonly settings: AccountsSettings
  readonly database: Database
  readonly db: AccountsDb
  readonly accounts: DatabaseAccounts
  readonly cache: PrincipalCache
  readonly audit: AuditLog
  readonly devices: KnownDevices
  /** From `start` on; before, it rejects with `ACCOUNTS_NOT_STARTED`, which `setup` throws. */
  sessions(): Promise<SessionLibrary>
  setup(): Setup
  /** The secret that session cookies are signed with. */
  secret(): string
  /** The deletions of other plugins when a user is deleted. */
  erasers(): readonly UserEraser[]
  now(): number
}
