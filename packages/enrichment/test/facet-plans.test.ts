import { database } from '@tributary/database'
import { explainQueries } from '@tributary/database/testing'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countFacets, FACET_KINDS, type FacetKind, itemsWithFacet } from '../src/facts/facet-store.ts'
import type { EnrichmentTables } from '../src/tables.ts'
import { listWorks } from '../src/works/work-store.ts'
import { type EnrichmentServer, filesOf, startEnrichment } from './enrichment-server.ts'

const WORKS = 50_000

let it: EnrichmentServer
let userId = ''

/** Two people with 50,000 works each, played once: 12 genres, 60 years, 38 topics, 5,000 tags. */
beforeAll(async () => {
  it = await startEnrichment({ integrations: [filesOf('music')], enrichment: { worker: false } })
  const { db } = it
  for (const { id } of [await it.user(), await it.server.createUser()]) {
    userId ||= id
    await sql`
      insert into enrichment_works (user_id, key, platform, type, title)
      select ${id}, n::text, 'music', 'track', 'Song ' || n from generate_series(1, ${WORKS}::integer) as n`.execute(
      db,
    )
    await sql`
      with added as (
        insert into media_items (user_id, platform, identity, external_id, type, title, title_ascii, occurred_on, sort_at, raw)
        select ${id}, 'music', md5(${id} || n)::uuid, n, 'track', 'Song', 'song', date '2020-01-01' + n / 200,
          timestamptz '2020-01-01' + n * interval '7 min', '{}'
        from generate_series(1, ${WORKS}::integer) as n
        returning id, external_id
      )
      insert into enrichment_items (item_id, work_id)
      select added.id, work.id from added
      join enrichment_works as work on work.user_id = ${id} and work.key = (1 + added.external_id::integer % ${WORKS}::integer)::text`.execute(
      db,
    )
    await sql`
      insert into enrichment_facets (user_id, work_id, kind, value, label)
      select user_id, id, kind, value, value from enrichment_works, lateral (values
        ('genre', 'genre ' || id % 12), ('year', (1960 + id % 60)::text), ('topic', 'topic ' || id % 38), ('mood', 'mood ' || id % 12),
        ('content_type', 'type ' || id % 19), ('tag', 'tag ' || id % 5000), ('tag', 'other ' || id % 4999)
      ) as facet (kind, value) where user_id = ${id}`.execute(db)
    await sql`
      insert into enrichment_tasks (user_id, work_id, enricher, version, state, reason, is_doubtful)
      select user_id, id, 'tagger', 1, case id % 500 when 0 then 'failed' else 'done' end, 'why', id % 300 = 1
      from enrichment_works where user_id = ${id}`.execute(db)
  }
  for (const table of ['works', 'items', 'facets', 'tasks'])
    await sql`vacuum analyze ${sql.table(`enrichment_${table}`)}`.execute(db)
  await sql`vacuum analyze media_items`.execute(db)
}, 120_000)

afterAll(async () => it.stop())

/** The plans of all queries of a function. */
async function plansOf(run: (db: Kysely<EnrichmentTables>) => Promise<unknown>): Promise<string> {
  const { pool } = it.server.kernel.getService(database)
  return (await explainQueries<EnrichmentTables>(pool, run)).join('\n')
}

/** As the library narrows its lists. */
const items = (kind: FacetKind, value: string) =>
  sql`from media_items where user_id = ${userId} and media_items.id in (${itemsWithFacet(userId, kind, value)})`

test.each([
  ['tag', 'tag 17'],
  ['genre', 'genre 3'],
  ['topic', 'topic 5'],
  ['year', '1995'],
  ['mood', 'mood 2'],
  ['content_type', 'type 4'],
  ['tag', 'of no work'],
] as const)('a list of the library filtered by %s reads by index alone (%s)', async (kind, value) => {
  const plan = await plansOf(async (db) =>
    sql`select id, title ${items(kind, value)} order by sort_at desc, id desc limit 50`.execute(db),
  )
  expect(plan).not.toContain('Seq Scan')
  expect(plan).toContain('enrichment_facets_by_value')
})

test('filters together read by index alone', async () => {
  const plan = await plansOf(async (db) =>
    sql`select id ${items('genre', 'genre 3')} and media_items.id in (${itemsWithFacet(userId, 'year', '1995')})
      order by sort_at desc, id desc limit 50`.execute(db),
  )
  expect(plan).not.toContain('Seq Scan')
})

test.each(FACET_KINDS)('the values of %s are counted in the index', async (kind) => {
  const plan = await plansOf((db) => countFacets(db, { userId, kind, limit: 100 }))
  expect(plan).not.toContain('Seq Scan')
  expect(plan).toContain('Index Only Scan')
})

test('the work of an item, and works that failed or are doubtful, are found by index', async () => {
  for (const filter of [{ item: '77' }, { state: 'failed' }, { doubtful: true }] as const) {
    const plan = await plansOf((db) => listWorks(db, { userId, filter, limit: 50 }))
    expect(plan, JSON.stringify(filter)).not.toContain('Seq Scan')
  }
})
