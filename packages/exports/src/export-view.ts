import { type Static, Type } from 'typebox'
import type { ExportSettings } from './export-settings.ts'
import { EXPORT_STATUSES, type ExportRow, INTERVALS, type ScheduleRow } from './tables.ts'

export const EXAMPLE_ID = '0198c7e2-0000-7000-8000-000000000000'
export const EXAMPLE_STORAGE = '5a2f6c1e-93f0-4b0d-8a55-0c5d6f1f7a10'

const DateTime = Type.String({ format: 'date-time' })
const DAY_MILLISECONDS = 86_400_000

export const Contents = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'What is exported: one of `contents` of `GET /api/exports/options`.',
  examples: ['library'],
})
export const Format = Type.Enum(['jsonl', 'csv'], {
  type: 'string',
  description: 'JSON Lines or CSV, as of the downloads.',
})
export const Storage = Type.String({
  format: 'uuid',
  description: 'Where it is kept: one of `storages` of `GET /api/exports/options`.',
  examples: [EXAMPLE_STORAGE],
})
export const Every = Type.Enum([...INTERVALS], { type: 'string', description: 'How often.' })
const StorageName = Type.String({ description: 'Its name, when it was chosen.' })

/** An export as the API shows it. */
export const KeptExport = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    contents: Contents,
    format: Format,
    storage: Storage,
    storageName: StorageName,
    scheduleId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
      description: 'The schedule that it was made by; null: requested, or the schedule was deleted.',
    }),
    status: Type.Enum([...EXPORT_STATUSES], {
      type: 'string',
      description:
        '`queued`: waiting, also for a further attempt (`error` says why). `failed`: no further attempt. Only what has `succeeded` can be downloaded.',
    }),
    recordCount: Type.Integer({ description: 'How many records are written so far.' }),
    expectedRecordCount: Type.Union([Type.Integer(), Type.Null()], {
      description: 'About how many there will be; null before it has begun.',
    }),
    bytes: Type.Integer({ description: 'How many are written so far; its size in the end.' }),
    sha256: Type.Union([Type.String(), Type.Null()], {
      description: 'Of the whole object, in hexadecimal; null until it is made.',
    }),
    failureCount: Type.Integer({ description: 'Failed attempts.' }),
    error: Type.Union([Type.String(), Type.Null()], { description: 'Why the last attempt failed.' }),
    nextAttemptAt: Type.Union([DateTime, Type.Null()], { description: 'When it is begun or tried again.' }),
    createdAt: DateTime,
    madeAt: Type.Union([DateTime, Type.Null()]),
    expiresAt: Type.Union([DateTime, Type.Null()], {
      description: 'When it is deleted by its age; earlier if there are newer ones than the server keeps.',
    }),
  },
  {
    title: 'KeptExport',
    description: 'An export that is kept in a storage.',
    examples: [
      {
        id: EXAMPLE_ID,
        contents: 'library',
        format: 'jsonl',
        storage: EXAMPLE_STORAGE,
        storageName: 'backups',
        scheduleId: null,
        status: 'succeeded',
        recordCount: 12_430,
        expectedRecordCount: 12_430,
        bytes: 5_120_331,
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        failureCount: 0,
        error: null,
        nextAttemptAt: null,
        createdAt: '2026-11-28T12:00:00.000Z',
        madeAt: '2026-11-28T12:00:09.000Z',
        expiresAt: '2027-02-26T12:00:09.000Z',
      },
    ],
  },
)

export function viewExport(row: ExportRow, { keepDays }: ExportSettings): Static<typeof KeptExport> {
  const { made_at: madeAt } = row
  const isExpiring = madeAt !== null && keepDays > 0
  return {
    id: row.id,
    contents: row.contents,
    format: row.format,
    storage: row.storage,
    storageName: row.storage_name,
    scheduleId: row.schedule_id,
    status: row.status,
    recordCount: row.records,
    expectedRecordCount: row.expected_records,
    bytes: row.bytes,
    sha256: row.sha256,
    failureCount: row.failures,
    error: row.error,
    nextAttemptAt: row.status === 'queued' ? (row.due_at?.toISOString() ?? null) : null,
    createdAt: row.created_at.toISOString(),
    madeAt: madeAt?.toISOString() ?? null,
    expiresAt: isExpiring ? new Date(madeAt.getTime() + keepDays * DAY_MILLISECONDS).toISOString() : null,
  }
}

/** A schedule as the API shows it. */
export const ExportSchedule = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    contents: Contents,
    format: Format,
    storage: Storage,
    storageName: StorageName,
    every: Every,
    nextAt: Type.String({ format: 'date-time', description: 'When the next export is queued.' }),
    createdAt: DateTime,
  },
  {
    title: 'ExportSchedule',
    description: 'Makes an export again and again.',
    examples: [
      {
        id: EXAMPLE_ID,
        contents: 'library',
        format: 'jsonl',
        storage: EXAMPLE_STORAGE,
        storageName: 'backups',
        every: 'week',
        nextAt: '2026-12-05T12:00:00.000Z',
        createdAt: '2026-11-28T12:00:00.000Z',
      },
    ],
  },
)

export function viewSchedule(row: ScheduleRow): Static<typeof ExportSchedule> {
  return {
    id: row.id,
    contents: row.contents,
    format: row.format,
    storage: row.storage,
    storageName: row.storage_name,
    every: row.every,
    nextAt: row.next_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  }
}
