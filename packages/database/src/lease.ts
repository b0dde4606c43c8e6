import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** When a lease ends that begins now: by the clock of the database, since those of several processes differ. */
export function leaseEnd(seconds: number): RawBuilder<Date> {
  return sql<Date>`now() + make_interval(secs => ${seconds})`
}

/** Whether no process has the lease of a row, whose column is `leased_until`. */
export const IS_UNLEASED: RawBuilder<SqlBool> = sql<SqlBool>`(leased_until is null or leased_until < now())`
