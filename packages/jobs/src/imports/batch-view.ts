import { JOB_STATUSES } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import type { Engine } from '../engine/engine.ts'
import type { JobRow } from '../tables.ts'

export const EXAMPLE_IMPORT_ID = '0197a1c2-9d8e-7f60-9b1a-2c3d4e5f6071'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const Instant = Type.String({ format: 'date-time' })

/** An import of a file, as the API shows it. */
export const ImportBatch = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'Also the id of its job.' }),
    integration: Type.String(),
    filename: Type.String(),
    status: Type.Enum([...JOB_STATUSES], { type: 'string', description: 'That of its job.' }),
    newCount: count('Records that it added. All counts are 0 once it is undone.'),
    changedCount: count('Known records that it changed.'),
    knownCount: count('Known records without changes.'),
    rejectedCount: count('Records that could not be written: `GET /api/jobs/{id}/rejected`.'),
    skippedCount: count('Entries left out on purpose.'),
    options: Type.Object({}, { additionalProperties: true, description: 'The options of the import.' }),
    undo: Type.Object(
      {
        possible: Type.Boolean(),
        reason: Type.Union([Type.String(), Type.Null()], {
          description: 'Why it cannot be undone; null if it can.',
        }),
      },
      { description: 'Whether the import can be undone.' },
    ),
    undone: Type.Union(
      [
        Type.Object({
          at: Instant,
          deletedCount: count('Records that only this import had delivered.'),
          keptCount: count('Records that another import or a connection has delivered as well.'),
        }),
        Type.Null(),
      ],
      { description: 'What undoing it did; null if it is not undone.' },
    ),
    createdAt: Instant,
    finishedAt: Type.Union([Instant, Type.Null()]),
  },
  {
    title: 'ImportBatch',
    description: 'An import of a file.',
    examples: [
      {
        id: EXAMPLE_IMPORT_ID,
        integration: 'netflix',
        filename: 'ViewingActivity.csv',
        status: 'succeeded',
        newCount: 1200,
        changedCount: 0,
        knownCount: 0,
        rejectedCount: 0,
        skippedCount: 3,
        options: {},
        undo: { possible: true, reason: null },
        undone: null,
        createdAt: '2026-11-20T12:00:00.000Z',
        finishedAt: '2026-11-20T12:00:04.000Z',
      },
    ],
  },
)

export interface BatchLookups {
  readonly definitions: () => readonly IntegrationDefinition[]
  readonly sinkOf: Engine['sinkOf']
}

export function viewBatch(row: JobRow, lookups: BatchLookups): Static<typeof ImportBatch> {
  const obstacle = obstacleOf(row, lookups)
  return {
    id: row.id,
    integration: row.integration,
    filename: row.filename ?? '',
    status: row.status,
    newCount: row.inserted,
    changedCount: row.updated,
    knownCount: row.unchanged,
    rejectedCount: row.rejected,
    skippedCount: row.skipped,
    options: row.options,
    undo: { possible: obstacle === undefined, reason: obstacle ?? null },
    undone:
      row.undone_at === null
        ? null
        : { at: row.undone_at.toISOString(), deletedCount: row.undo_deleted, keptCount: row.undo_kept },
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

/** Why an import cannot be undone. */
export function obstacleOf(row: JobRow, { definitions, sinkOf }: BatchLookups): string | undefined {
  if (row.undone_at !== null) return 'It is undone already.'
  // Undone alone, demo data would be shown as complete without this file.
  if (row.trigger === 'demo')
    return 'It is part of the demo data, which is removed as a whole. Remove the demo data instead (`DELETE /api/demo`).'
  if (!row.undoable)
    return 'It was imported by an earlier version of this server, which did not record what an import delivers.'
  const definition = definitions().find(({ name }) => name === row.integration)
  if (definition === undefined)
    return `The integration "${row.integration}" is not running. Ask the administrator.`
  const stream = definition.streams.find(
    ({ importFile, kind }) => importFile !== undefined && sinkOf(kind)?.undo === undefined,
  )
  return stream === undefined
    ? undefined
    : `What the stream "${stream.displayName}" delivers cannot be undone for one import alone.`
}
