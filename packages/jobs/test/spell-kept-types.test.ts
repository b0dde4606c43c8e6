import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spellKeptTypes } from '../src/migrations/0013-spell-kept-types.ts'
import { type JobsServer, startJobsServer } from './jobs-server.ts'

let server: JobsServer
beforeAll(async () => {
  server = await startJobsServer({ worker: false })
})
afterAll(() => server.stop())

it('records rejected before the types were renamed can still be written', async () => {
  const job = await server.imports.submitSync({
    userId: 'ada',
    integration: 'feed',
    window: { startDate: '2026-11-01', endDate: '2026-11-07' },
  })
  const reject = (raw: unknown, retriable: boolean) =>
    sql`insert into rejected_records (job_id, stream, reason, raw, retriable)
        values (${job.id}, 'items', 'No.', ${JSON.stringify(raw)}::jsonb, ${retriable})`.execute(server.db)
  await reject({ type: 'podcast-episode', title: 'A' }, true)
  await reject({ type: 'track', title: 'podcast-episode' }, true)
  await reject({ type: 'podcast-episode' }, false)
  await reject('audiobook-chapter', true)
  await spellKeptTypes.up(server.db as never)
  const { rows } = await sql<{ raw: unknown }>`select raw from rejected_records order by id`.execute(
    server.db,
  )
  expect(rows.map(({ raw }) => raw)).toEqual([
    { type: 'podcast_episode', title: 'A' },
    { type: 'track', title: 'podcast-episode' },
    // As the provider sent it, and not written again.
    { type: 'podcast-episode' },
    'audiobook-chapter',
  ])
})
