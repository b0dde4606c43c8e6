import { type Static, Type } from 'typebox'
import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from './audit-log.ts'
import type { AuditRow } from './tables.ts'

const Change = Type.Object(
  {
    field: Type.String({ description: 'The member that changed.' }),
    isSecret: Type.Boolean({ description: 'True for a secret: its values are not recorded.' }),
    before: Type.Unknown({ description: 'Null where there was no value, and for a secret.' }),
    after: Type.Unknown({ description: 'Null where there is no value any longer, and for a secret.' }),
  },
  {
    title: 'AuditChange',
    description: 'One member that changed.',
    examples: [{ field: 'role', isSecret: false, before: 'user', after: 'admin' }],
  },
)

/** An entry as the API shows it. */
export const Entry = Type.Object(
  {
    id: Type.String(),
    at: Type.String({ format: 'date-time' }),
    actorId: Type.Union([Type.String(), Type.Null()], {
      description: 'The user who acted; null for the server itself and its command line.',
    }),
    actorKind: Type.Enum(['session', 'api_key', 'server'], { description: 'How the request was signed in.' }),
    action: Type.Enum([...AUDIT_ACTIONS]),
    subjectType: Type.Enum([...AUDIT_SUBJECTS], { description: 'The kind of thing.' }),
    subjectId: Type.String({ description: 'Its id, or the name of the plugin.' }),
    changes: Type.Array(Change, { description: 'What changed; empty where the action says everything.' }),
  },
  {
    title: 'AuditEntry',
    description: 'An act of administration.',
    examples: [
      {
        id: '42',
        at: '2026-11-01T08:30:00.000Z',
        actorId: 'RduFM3ZBL2pG8vKq',
        actorKind: 'session',
        action: 'updated',
        subjectType: 'user',
        subjectId: 'wG7nq0xTz51pLrEb',
        changes: [{ field: 'role', isSecret: false, before: 'user', after: 'admin' }],
      },
    ],
  },
)

export function viewEntry(row: AuditRow): Static<typeof Entry> {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actorId: row.actor_id,
    actorKind: row.actor_kind,
    action: row.action,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    changes: row.changes.map((change) =>
      'isSecret' in change
        ? { field: change.field, isSecret: true, before: null, after: null }
        : { field: change.field, isSecret: false, before: change.before, after: change.after },
    ),
  }
}
