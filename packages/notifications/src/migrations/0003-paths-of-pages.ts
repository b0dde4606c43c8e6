import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Notifications lead to pages. Those that exist led to addresses of the API, which a browser shows as JSON. */
export const pathsOfPages: Migration = {
  async up(db) {
    for (const [pattern, page] of REPLACEMENTS)
      await sql`
        update notifications set path = regexp_replace(path, ${pattern}, ${page}) where path ~ ${pattern}`.execute(
        db,
      )
  },
}

const REPLACEMENTS = [
  ['^/api/[^/]+/connections/([^/]+)$', '/connections/\\1'],
  ['^/api/admin/plugins/health/(.+)$', '/administration/health/\\1'],
  ['^/api/webhooks/endpoints/([^/]+)$', '/me/webhooks/\\1'],
  // Before a person could have several connections of an integration.
  ['^/api/([^/]+)/connect(ion)?$', '/integrations/\\1'],
] as const
