import { INTEGRATION_ERRORS, type IntegrationErrorCode } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'

/** The states of an import job, and which may follow which. */
export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'] as const

export type JobStatus = (typeof JOB_STATUSES)[number]

/** The errors of jobs, and so of connections: those of integrations, and those that the server adds. */
export const JOB_ERROR_CODES = [
  ...(Object.keys(INTEGRATION_ERRORS) as IntegrationErrorCode[]),
  'all_rejected',
  'disconnected',
  'internal',
  'paused',
  'worker_died',
] as const

export type JobErrorCode = (typeof JOB_ERROR_CODES)[number]

/** What a job is: over an uploaded file, from the provider for the last days, or from the provider for long ago. */
export const JOB_KINDS = ['import', 'sync', 'backfill'] as const

export type JobKind = (typeof JOB_KINDS)[number]

/** Who asked for a job: a person, the command line, the schedule, that an account was connected, or the provider. */
export const JOB_TRIGGERS = ['upload', 'manual', 'schedule', 'connect', 'command', 'webhook', 'demo'] as const

export type JobTrigger = (typeof JOB_TRIGGERS)[number]

/** Where a job is found that a request has begun. */
export const JOB_LOCATION = '`/api/jobs/<id>`: the job.'

const named = (codes: readonly string[]) => codes.map((code) => `\`${code}\``).join(', ')

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const EXAMPLE_JOB_ID = '0197a1c2-9d8e-7f60-9b1a-2c3d4e5f6071'

/** The example of an import job in the documentation. */
export const EXAMPLE_JOB = {
  id: EXAMPLE_JOB_ID,
  integration: 'netflix',
  connectionId: null,
  kind: 'import',
  trigger: 'upload',
  status: 'succeeded',
  fetched: 1200,
  inserted: 1200,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  skipped: 3,
  pages: 3,
  progress: 1,
  attempts: 1,
  filename: 'ViewingActivity.csv',
  fileKept: false,
  window: null,
  runAfter: null,
  waitingFor: null,
  error: null,
  warnings: [],
  createdAt: '2026-11-20T12:00:00.000Z',
  startedAt: '2026-11-20T12:00:01.000Z',
  finishedAt: '2026-11-20T12:00:04.000Z',
}

const LocalDate = Type.String({ format: 'date' })

/** An import job as the API shows it. */
export const ImportJob = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    integration: Type.String(),
    connectionId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
      description: 'The connection that it reads through; null for files and where there is no account.',
    }),
    kind: Type.Enum([...JOB_KINDS], {
      description:
        'Over an uploaded file; from the provider; or from the provider over a long time back, at low priority.',
    }),
    trigger: Type.Enum([...JOB_TRIGGERS], { description: 'What triggered the job.' }),
    status: Type.Enum([...JOB_STATUSES], {
      description:
        'At best `partial` with rejected records, `failed` if all were rejected: `warnings` names some of them.',
    }),
    fetched: count('Records read so far: inserted + updated + unchanged + rejected.'),
    inserted: count('New records.'),
    updated: count('Known records that have changed.'),
    unchanged: count('Known records without changes, including records already rejected by an earlier sync.'),
    rejected: count('Records that could not be written; they are stored with the reason.'),
    skipped: count('Entries left out on purpose, like trailers. Not part of `fetched`.'),
    pages: count('Pages committed.'),
    progress: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: 'Between 0 and 1, if known.',
    }),
    attempts: count('The number of starts, including restarts after a crash.'),
    filename: Type.Union([Type.String(), Type.Null()]),
    fileKept: Type.Boolean({
      description:
        'Whether the uploaded file is still stored. It is deleted when the import has succeeded, a week after it has ended otherwise, or by `DELETE /api/jobs/{id}/file`; without it, an import cannot be retried. False for syncs.',
    }),
    window: Type.Union([Type.Object({ from: LocalDate, to: LocalDate }), Type.Null()], {
      description: 'The local dates that are read from the provider, both inclusive; null for imports.',
    }),
    runAfter: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description:
        'While it waits: the earliest start. In the future after a rate limit or a failed attempt.',
    }),
    waitingFor: Type.Union([Type.Object({ plugin: Type.String(), reason: Type.String() }), Type.Null()], {
      description:
        'While it waits: the plugin that no worker can use now, and why. The job starts automatically once the plugin is ready, and no attempt is counted meanwhile.',
    }),
    error: Type.Union(
      [
        Type.Object({
          code: Type.String({ description: `For words in other languages: ${named(JOB_ERROR_CODES)}.` }),
          message: Type.String({ description: 'The problem and the cure.' }),
          line: Type.Optional(Type.Integer({ description: 'Line in the file, from 1.' })),
          column: Type.Optional(Type.Integer({ description: 'Column in the line, from 1, in characters.' })),
        }),
        Type.Null(),
      ],
      { description: 'Why it failed, or why it waits.' },
    ),
    warnings: Type.Array(Type.String(), {
      description: 'Warnings without a failure, such as plays that are permanently missing.',
    }),
    createdAt: Type.String({ format: 'date-time' }),
    startedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    finishedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  {
    title: 'jobs.ImportJob',
    description: 'An import job: one run over a file or against a provider.',
    examples: [EXAMPLE_JOB],
  },
)

export type ImportJob = Static<typeof ImportJob>
