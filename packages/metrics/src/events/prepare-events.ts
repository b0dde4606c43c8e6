import { arrayLiteral, countWritten, jsonDiffers } from '@tributary/database'
import type { EventRecord } from '@tributary/integration-kit'
import { NO_CONNECTION, type RecordBatch, type RecordWrite } from '@tributary/jobs'
import { sql } from 'kysely'
import { checkCovers } from '../check-covers.ts'
import { coverDates } from '../coverage-store.ts'
import { lockImported } from '../imports/lock-imported.ts'
import { lastByKey } from '../last-by-key.ts'
import { insertEventImports } from './event-import-store.ts'
import { removeEvents } from './event-store.ts'

/**
 * Prepares writing events in one statement. Unchanged events are skipped; if a page contains an external id twice, the last
 * one is kept.
 */
export function prepareEvents(batch: RecordBatch<EventRecord>): RecordWrite {
  const { userId, integration, connectionId, importId, stream, covers, removed = [] } = batch
  if (covers !== undefined) checkCovers(covers, stream.id)
  const records = lastByKey(batch.records, ({ externalId }) => externalId)
  const statement = upsertOf(batch, records)
  const isListed = connectionId === null && records.length > 0
  return async (trx) => {
    if (isListed) await lockImported(trx, 'events', { userId, integration })
    await removeEvents(trx, { userId, integration, connectionId }, removed)
    const { rows } = records.length === 0 ? { rows: [] } : await statement.execute(trx)
    if (isListed) {
      const externalIds = records.map(({ externalId }) => externalId)
      await insertEventImports(trx, { userId, integration, importId }, externalIds)
    }
    if (covers !== undefined)
      await coverDates(trx, { userId, source: integration, connectionId, stream: stream.id }, covers)
    const { inserted = 0, updated = 0 } = rows[0] ?? {}
    return { inserted, updated, unchanged: batch.records.length - inserted - updated }
  }
}

function upsertOf(
  { userId, integration, connectionId, jobId, stream }: RecordBatch<EventRecord>,
  records: readonly EventRecord[],
) {
  const column = (read: (record: EventRecord) => string | null) => arrayLiteral(records.map(read))
  const rawDiffers =
    stream.rawChanges === 'ignore' ? sql`` : sql`or ${jsonDiffers('events.raw', 'excluded.raw')}`
  return countWritten(sql`
      insert into events (
        user_id, source, connection_id, job_id, stream, external_id, type, title, started_at, ended_at, date, "values", raw
      )
      select ${userId}, ${integration}, ${connectionId ?? NO_CONNECTION}::uuid, ${jobId}::uuid, ${stream.id},
        incoming.external_id, incoming.type, incoming.title, incoming.started_at, incoming.ended_at, incoming.date,
        incoming.known::jsonb, incoming.raw::json
      from unnest(
        ${column(({ externalId }) => externalId)}::text[],
        ${column(({ type }) => type)}::text[],
        ${column(({ title }) => title)}::text[],
        ${column(({ startedAt }) => startedAt)}::timestamptz[],
        ${column(({ endedAt }) => endedAt ?? null)}::timestamptz[],
        ${column(({ date }) => date)}::date[],
        ${column(({ values = {} }) => JSON.stringify(values))}::text[],
        ${column(({ raw }) => JSON.stringify(raw))}::text[]
      ) as incoming (external_id, type, title, started_at, ended_at, date, known, raw)
      on conflict on constraint events_identity do update set
        job_id = excluded.job_id,
        stream = excluded.stream,
        type = excluded.type,
        title = excluded.title,
        started_at = excluded.started_at,
        ended_at = excluded.ended_at,
        date = excluded.date,
        "values" = excluded."values",
        raw = excluded.raw,
        updated_at = now()
      where (events.stream, events.type, events.title, events.started_at, events.ended_at, events.date, events."values")
        is distinct from (
          excluded.stream, excluded.type, excluded.title, excluded.started_at, excluded.ended_at, excluded.date,
          excluded."values"
        ) ${rawDiffers}`)
}
