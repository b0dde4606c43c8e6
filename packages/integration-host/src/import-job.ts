import { type Static, Type } from 'typebox'

/** The states of an import job, and which may follow which. */
export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'] as const

export type JobStatus = (typeof JOB_STATUSES)[number]

/** What a job is: over an uploaded file, from the provider for the last days, or from the provider for long ago. */
export const JOB_KINDS = ['import', 'sync', 'backfill'] as const

export type JobKind = (typeof JOB_KINDS)[number]

/** Who asked for a job: a person, the command line, the schedule, that an account was connected, or the provider. */
export const JOB_TRIGGERS = ['upload', 'manual', 'schedule', 'connect', 'command', 'webhook'] as const

export type JobTrigger = (typeof JOB_TRIGGERS)[number]

const count = (description: string) => Type.Integer({ minimum: 0, description })

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
    trigger: Type.Enum([...JOB_TRIGGERS], { description: 'What it was begun by.' }),
    status: Type.Enum([...JOB_STATUSES], {
      description:
        'With rejected records at best `partial`, and `failed` when all were rejected: `warnings` names some of them.',
    }),
    fetched: count('Records read so far: inserted + updated + unchanged + rejected.'),
    inserted: count('Records that are new.'),
    updated: count('Records that were known and have changed.'),
    unchanged: count('Records that were known already, or that an earlier sync has rejected as they are.'),
    rejected: count('Records that could not be written; they are kept with the reason.'),
    skipped: count('Entries left out on purpose, like trailers. Not part of `fetched`.'),
    pages: count('Pages committed.'),
    progress: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: 'Between 0 and 1, where it can be known.',
    }),
    attempts: count('How often it was started, restarts after a crash included.'),
    filename: Type.Union([Type.String(), Type.Null()]),
    window: Type.Union([Type.Object({ startDate: Type.String(), endDate: Type.String() }), Type.Null()], {
      description: 'The local dates that are read from the provider, both inclusive; null for imports.',
    }),
    runAfter: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'While it waits: not before then. Later than now after a rate limit or a failed attempt.',
    }),
    waitingFor: Type.Union([Type.Object({ plugin: Type.String(), reason: Type.String() }), Type.Null()], {
      description:
        'While it waits: the plugin that no worker can use now, and why. The job runs by itself once that plugin is up, and no attempt is used meanwhile.',
    }),
    error: Type.Union(
      [
        Type.Object({
          code: Type.String(),
          message: Type.String({ description: 'What is wrong and what to do.' }),
          line: Type.Optional(Type.Integer({ description: 'Line in the file, from 1.' })),
          column: Type.Optional(Type.Integer({ description: 'Column in the line, from 1, in characters.' })),
        }),
        Type.Null(),
      ],
      { description: 'Why it failed, or why it waits.' },
    ),
    warnings: Type.Array(Type.String(), {
      description: 'What you should know though nothing failed, like plays that are gone for good.',
    }),
    createdAt: Type.String({ format: 'date-time' }),
    startedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    finishedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { title: 'ImportJob' },
)

export type ImportJob = Static<typeof ImportJob>
