import { type RawBuilder, type SqlBool, sql } from 'kysely'

/**
 * Whether the person of a row is not disabled, for the `where` of other plugins' statements: what a disabled user has chosen is not done, since
 * another person may have chosen it with their account. It waits until the user is enabled again.
 *
 * @param userId the column, with its table: `webhook_endpoints.user_id`
 */
export function ofEnabledUser(userId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`
    not exists (select from users where users.id = ${sql.ref(userId)} and users.disabled_at is not null)`
}
