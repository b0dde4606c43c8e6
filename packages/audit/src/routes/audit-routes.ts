import {
  checkTimeRange,
  DEFAULT_LIMIT,
  listOf,
  type PluginApp,
  ProblemError,
  pageParameters,
  timeRangeParameters,
} from '@tributary/core'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import { auditErrors } from '../audit-errors.ts'
import { AUDIT_SUBJECTS } from '../audit-log.ts'
import { findEntry, listEntries } from '../audit-store.ts'
import { Entry, viewEntry } from '../entry-view.ts'
import type { AuditRow, AuditTables } from '../tables.ts'

const EntryId = Type.Object({
  id: Type.String({ pattern: '^[0-9]{1,15}$', description: 'The id of the entry.', examples: ['42'] }),
})

const Name = (description: string) => Type.Optional(Type.String({ maxLength: 200, description }))

/** `/api/admin/audit`: who changed what. */
export function auditRoutes(app: PluginApp, tables: () => Kysely<AuditTables>): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List the acts of administration',
        description:
          'Who changed which user, key, setting or plugin, when, and what: the newest first. Values of secrets are not recorded.',
        operationId: 'auditListEntries',
        querystring: Type.Object({
          actorId: Name('Only acts of this user.'),
          subjectType: Type.Optional(
            Type.Enum([...AUDIT_SUBJECTS], { description: 'Only things of this kind.' }),
          ),
          subjectId: Name('Only the thing with this id, or the plugin with this name.'),
          ...timeRangeParameters,
          ...pageParameters,
        }),
        response: { 200: listOf(Entry, 'AuditEntryList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, ...query } = request.query
      checkTimeRange(query)
      const page = await listEntries(tables(), { limit, ...query })
      return { items: page.items.map(viewEntry), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/:id',
    {
      schema: {
        summary: 'Read an act of administration',
        description: 'Who did it, when, and what it changed.',
        operationId: 'auditGetEntry',
        params: EntryId,
        response: { 200: Entry },
      },
    },
    async (request) => viewEntry(found(await findEntry(tables(), request.params.id))),
  )
}

function found(row: AuditRow | undefined): AuditRow {
  if (row !== undefined) return row
  throw new ProblemError(auditErrors.AUDIT_NOT_FOUND, { detail: 'GET /api/admin/audit lists the entries.' })
}
