import { authenticator, type Plugin } from '@tributary/core'
import { migrations } from '@tributary/database'
import { sql, type Transaction } from 'kysely'
import { Type } from 'typebox'
import { type RecordBatch, type RecordSink, recordSinks, type WriteCounts } from '../src/index.ts'

/** The kind of record that these tests sync. */
export interface TestRecord {
  readonly externalId: string
  /** `explode` makes the sink throw after it has written, `hateful` is what only the database refuses. */
  readonly value: string
}

export const TestRecordSchema = Type.Object(
  { externalId: Type.String({ minLength: 1 }), value: Type.String() },
  { additionalProperties: false },
)

export interface TestTables {
  test_records: { user_id: string; platform: string; external_id: string; value: string }
  test_failures: { stream: string; start_date: string; end_date: string; code: string; message: string }
}

/** Owns the table and contributes the sink. */
export const testRecords: Plugin = {
  name: 'test-records',
  version: '1.0.0',
  uses: [authenticator],
  registerServices(context) {
    context.contribute(migrations, {
      '0001-records': {
        async up(db) {
          await sql`
            create table test_records (
              user_id text not null,
              platform text not null,
              external_id text not null,
              value text not null check (value <> 'hateful'),
              primary key (user_id, platform, external_id)
            )`.execute(db)
          await sql`
            create table test_failures (stream text, start_date text, end_date text, code text, message text)`.execute(
            db,
          )
        },
      },
    })
    context.contribute(recordSinks, sinkOfTests)
  },
}

async function writeTestRecords(
  trx: Transaction<TestTables>,
  { userId, integration, records }: RecordBatch<TestRecord>,
): Promise<WriteCounts> {
  const unique = [...new Map(records.map((record) => [record.externalId, record])).values()]
  const { rows } = await sql<{ inserted: number; updated: number }>`
    with written as (
      insert into test_records (user_id, platform, external_id, value)
      select ${userId}, ${integration}, external_id, value
      from unnest(
        ${unique.map((record) => record.externalId)}::text[],
        ${unique.map((record) => record.value)}::text[]
      ) as incoming (external_id, value)
      on conflict (user_id, platform, external_id) do update set value = excluded.value
      where test_records.value is distinct from excluded.value
      returning xmax = 0 as is_new
    )
    select
      count(*) filter (where is_new)::integer as inserted,
      count(*) filter (where not is_new)::integer as updated
    from written`.execute(trx)
  if (records.some((record) => record.value === 'explode')) throw new Error('secret inside of the sink')
  const { inserted = 0, updated = 0 } = rows[0] ?? {}
  return { inserted, updated, unchanged: records.length - inserted - updated }
}

export const sinkOfTests: RecordSink<TestRecord> = {
  kind: 'test',
  prepare: (batch) => (trx) => writeTestRecords(trx, batch),
  async recordFailure(trx, { stream, window, code, message }) {
    await sql`insert into test_failures values (${stream.id}, ${window.startDate}, ${window.endDate}, ${code}, ${message})`.execute(
      trx,
    )
  },
  async erase(trx, { userId, integration }) {
    await sql`delete from test_records where user_id = ${userId} and platform = ${integration}`.execute(trx)
  },
}
