import type { SignIns } from '@tributary/accounts'
import type { AuditLog } from '@tributary/audit'
import type { Database } from '@tributary/database'
import type { BrowserCookie, Providers } from '@tributary/integration-host'
import type { SignInDb, SignInTables } from './tables.ts'

/** What the routes share. */
export interface SignInParts {
  readonly database: Database
  readonly providers: Providers
  readonly signIns: SignIns
  readonly audit: AuditLog
  readonly publicUrl: string
  /** Binds flows to the browser that has begun them. */
  readonly cookie: BrowserCookie
  now(): number
}

export function tablesOf({ database }: Pick<SignInParts, 'database'>): SignInDb {
  return database.tables<SignInTables>()
}
