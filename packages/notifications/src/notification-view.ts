import { type Static, Type } from 'typebox'
import { SEVERITIES } from './notifications.ts'
import type { NotificationRow } from './tables.ts'

const DateTime = Type.String({ format: 'date-time' })

const OrNull = (schema: ReturnType<typeof Type.String>, description: string) =>
  Type.Union([schema, Type.Null()], { description })

/** A notification as the API shows it. */
export const Notification = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({ description: 'Machine-readable: `connection_needs_reauth`.' }),
    severity: Type.Enum([...SEVERITIES], { description: '`error`: something no longer works.' }),
    title: Type.String({ description: 'One short sentence.' }),
    message: Type.String({ description: 'What happened and what to do.' }),
    parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
      description:
        'What title and message are made of, by kind, for words in other languages: names, codes, figures. Empty if it is from an older version.',
    }),
    integration: OrNull(Type.String(), 'The integration it is about.'),
    path: OrNull(Type.String(), 'The page of this server where the cause can be fixed: `/connections/…`.'),
    createdAt: DateTime,
    updatedAt: { ...DateTime, description: 'When the notification last changed.' },
    readAt: OrNull(DateTime, 'Null while unread. Set automatically when the cause is resolved.'),
  },
  {
    title: 'Notification',
    description: 'The notification.',
    examples: [
      {
        id: '42',
        kind: 'connection_needs_reauth',
        severity: 'error',
        title: 'Connect Spotify (Ada) again',
        message:
          'Spotify no longer accepts this connection: the access was withdrawn or has expired. Connect again.',
        parameters: {
          name: 'Spotify (Ada)',
          provider: 'Spotify',
          reasonCode: 'credentials_rejected',
          scopes: '',
        },
        integration: 'spotify',
        path: '/connections/0b9f7a52-6c1d-4e83-9f0a-2d5b8c7e1a34',
        createdAt: '2026-11-01T08:30:00.000Z',
        updatedAt: '2026-11-01T08:30:00.000Z',
        readAt: null,
      },
    ],
  },
)

export function viewNotification(row: NotificationRow): Static<typeof Notification> {
  return {
    id: String(row.id),
    kind: row.kind,
    severity: row.severity,
    title: row.title,
    message: row.message,
    parameters: row.parameters,
    integration: row.integration,
    path: row.path,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
  }
}
