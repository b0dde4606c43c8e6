import { startTestDatabase } from '@tributary/database/testing'
import type { MediaRecord as Record } from '@tributary/integration-kit'
import { MediaRecord } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { undoImportedItems } from '../src/import-store.ts'
import { itemIdentity } from '../src/item-identity.ts'
import type { MatchableRecord } from '../src/match/matchable-record.ts'
import { writeMatchedItems } from '../src/match/write-matched-items.ts'
import { libraryMigrations } from '../src/migrations/index.ts'
import { prepareMediaItems } from '../src/prepare-media-items.ts'
import type { LibraryTables } from '../src/tables.ts'
import { upsertMediaItems } from '../src/upsert-media-items.ts'

const { '0001-create-media-items': first, ...later } = libraryMigrations
const WHOSE = { userId: 'b067eaf0-ada', platform: 'netflix', connectionId: null }

/** The migrations up to and including one. */
function until(last: keyof typeof libraryMigrations) {
  const names = Object.keys(libraryMigrations)
  const some = Object.entries(libraryMigrations).slice(0, names.indexOf(last) + 1)
  return Object.fromEntries(some)
}

const record = (number: number): Record => ({
  // External ids written by integrations, with slashes and other scripts.
  externalId: `q|2025-06-19|${number}||Dark / Folge “${number}” 夜|${'x'.repeat(number * 50)}`,
  type: 'episode',
  title: `Folge ${number}`,
  occurredOn: '2025-06-19',
  raw: { number, title: `Folge ${number}` },
})

describe('a database whose Netflix viewings were identified by profile and title', () => {
  test('recognizes them by start and length, equal ones by their order', async () => {
    await using started = await startTestDatabase()
    const { database } = started
    await database.migrate([{ plugin: 'library', value: until('0005-match-by-both-ends') }])
    const db = database.tables<LibraryTables>()
    const viewing = (externalId: string, durationSeconds?: number): Record => ({
      externalId,
      type: 'episode',
      title: 'Dark',
      occurredOn: '2025-06-19',
      occurredAt: '2025-06-19T19:02:11Z',
      raw: {},
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
    })
    const old = [viewing('f|2025-06-19 19:02:11|1|Ada|Dark', 2469), viewing('#hashed', 2469), viewing('f|x')]
    for (const { externalId, type, title, occurredOn, occurredAt = null, durationSeconds = null } of old) {
      await sql`
        insert into media_items (user_id, platform, external_id, identity, type, title, occurred_on, occurred_at, sort_at, duration_seconds, raw)
        values (${WHOSE.userId}, ${WHOSE.platform}, ${externalId}, ${itemIdentity(WHOSE, externalId)}, ${type}, ${title}, ${occurredOn},
          ${occurredAt}, ${occurredAt}, ${durationSeconds}, '{}')`.execute(db)
    }
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    const again = [
      viewing('f|2025-06-19 19:02:11|2469|1', 2469),
      viewing('f|2025-06-19 19:02:11|2469|2', 2469),
      viewing('f|2025-06-19 19:02:11||1'),
    ]
    expect((await upsertMediaItems(WHOSE, again).execute(db)).rows).toEqual([{ inserted: 0, updated: 0 }])
  })
})

describe('a database of the first version', () => {
  test('recognizes its items after the upgrade, and imports none twice', async () => {
    await using started = await startTestDatabase()
    const { database } = started
    await database.migrate([{ plugin: 'library', value: { '0001-create-media-items': first } }])
    const db = database.tables<LibraryTables>()
    const old = [1, 2, 3, 4].map(record)
    for (const { externalId, type, title, occurredOn, raw } of old) {
      await sql`
        insert into media_items (user_id, platform, external_id, type, title, occurred_on, sort_at, raw)
        values (${WHOSE.userId}, ${WHOSE.platform}, ${externalId}, ${type}, ${title}, ${occurredOn}, ${occurredOn},
          ${JSON.stringify(raw)}::jsonb)`.execute(db)
    }
    const before = await ids()

    await database.migrate([{ plugin: 'library', value: { '0001-create-media-items': first, ...later } }])
    expect(await ids()).toEqual(before)
    const again = await upsertMediaItems(WHOSE, [...old, record(5)]).execute(db)
    expect(again.rows).toEqual([{ inserted: 1, updated: 0 }])
    const others = await upsertMediaItems({ ...WHOSE, userId: 'another' }, old).execute(db)
    expect(others.rows).toEqual([{ inserted: 4, updated: 0 }])

    // An item of a poorer source gets the contents and the external id of a richer one.
    const play = (source: string, precedence: number): MatchableRecord => ({
      externalId: `${source}|song`,
      type: 'track',
      title: `Song by ${source}`,
      occurredOn: '2025-06-19',
      occurredAt: '2025-06-19T12:00:00Z',
      raw: { source },
      match: { source, precedence, toleranceSeconds: 60, keys: ['song'] },
    })
    const write = (record: MatchableRecord) =>
      database.transaction<LibraryTables, unknown>((trx) => writeMatchedItems(trx, WHOSE, [record]))
    expect(await write(play('poor', 1))).toEqual({ inserted: 1, updated: 0 })
    expect(await write(play('rich', 2))).toEqual({ inserted: 0, updated: 1 })
    // It is recognized by its new external id, and its previous one is free.
    expect((await upsertMediaItems(WHOSE, [play('rich', 2)]).execute(db)).rows).toEqual([
      { inserted: 0, updated: 0 },
    ])
    expect((await upsertMediaItems(WHOSE, [play('poor', 1)]).execute(db)).rows).toEqual([
      { inserted: 1, updated: 0 },
    ])

    async function ids() {
      const { rows } = await sql<{ id: number }>`select id, external_id from media_items order by id`.execute(
        db,
      )
      return rows
    }
  })

  test('computes the start of plays from their end and duration', async () => {
    await using started = await startTestDatabase()
    const { database } = started
    await database.migrate([{ plugin: 'library', value: until('0004-identify-by-hash') }])
    const db = database.tables<LibraryTables>()
    const { rows } = await sql<{ id: number }>`
      insert into media_items (
        user_id, platform, external_id, identity, type, title, occurred_on, occurred_at, sort_at, duration_seconds, raw
      )
      values (${WHOSE.userId}, ${WHOSE.platform}, 'file|song', gen_random_uuid(), 'track', 'Song', '2025-06-19',
        '2025-06-19T12:04:00Z', '2025-06-19T12:04:00Z', 240, '{}')
      returning id`.execute(db)
    await sql`
      insert into media_deliveries (
        user_id, platform, external_id, match_key, item_id, source, precedence, occurred_at, tolerance_seconds
      )
      values (${WHOSE.userId}, ${WHOSE.platform}, 'file|song', 'song', ${rows[0]?.id}, 'file', 3, '2025-06-19T12:04:00Z', 0)`.execute(
      db,
    )
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    const play: MatchableRecord = {
      externalId: 'api|song',
      type: 'track',
      title: 'Song',
      occurredOn: '2025-06-19',
      occurredAt: '2025-06-19T12:00:01Z',
      raw: {},
      match: { source: 'api', precedence: 2, toleranceSeconds: 60, keys: ['song'] },
    }
    const written = await database.transaction<LibraryTables, unknown>((trx) =>
      writeMatchedItems(trx, WHOSE, [play]),
    )
    expect(written).toEqual({ inserted: 0, updated: 0 })
  })
})

describe('a database whose types were spelt with hyphens', () => {
  test('spells them with underscores, and records the change for followers', async () => {
    await using started = await startTestDatabase()
    const { database } = started
    await database.migrate([{ plugin: 'library', value: until('0010-follow-changes') }])
    const db = database.tables<LibraryTables>()
    for (const type of ['podcast-episode', 'audiobook-chapter', 'track'])
      await sql`
        insert into media_items
          (user_id, platform, external_id, identity, type, title, occurred_on, sort_at, raw, updated_at, change_number)
        values (${WHOSE.userId}, 'spotify', ${type}, ${itemIdentity(WHOSE, type)}, ${type}, 'A title', '2025-06-19',
          '2025-06-19', '{}', '2025-06-20T00:00:00Z', 1)`.execute(db)
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    const { rows } = await sql`
      select type, change_number > 1 as "isChanged", updated_at > '2025-06-21' as "isNew" from media_items
      order by type`.execute(db)
    expect(rows).toEqual([
      { type: 'audiobook_chapter', isChanged: true, isNew: true },
      { type: 'podcast_episode', isChanged: true, isNew: true },
      { type: 'track', isChanged: false, isNew: false },
    ])
  })
})

describe('a database with items of files before imports were recorded', () => {
  test('keeps them when a later import of them is undone', async () => {
    await using started = await startTestDatabase()
    const { database } = started
    await database.migrate([{ plugin: 'library', value: until('0012-index-changes') }])
    const db = database.tables<LibraryTables>()
    const connection = { ...WHOSE, connectionId: '0197a1c2-9d8e-7f60-9b1a-2c3d4e5f6071' }
    await upsertMediaItems(WHOSE, [record(1)]).execute(db)
    await upsertMediaItems(connection, [record(2)]).execute(db)
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    const importId = '0197a1c2-9d8e-7f60-9b1a-2c3d4e5f6099'
    const { userId, platform: integration } = WHOSE
    const stream = { id: 'a', kind: 'media', displayName: 'A', recordSchema: MediaRecord }
    const batch = { userId, integration, connectionId: null, jobId: importId, importId, stream }
    const undone = await database.transaction<LibraryTables, unknown>(async (trx) => {
      await prepareMediaItems({ ...batch, records: [1, 2, 3].map(record) })(trx)
      return undoImportedItems(trx, { ...WHOSE, importId })
    })
    expect(undone).toEqual({ deleted: 1, kept: 2, hasMore: false })
    const items = await db.selectFrom('media_items').select(['title', 'delivered_by']).orderBy('id').execute()
    expect(items).toEqual([
      { title: 'Folge 1', delivered_by: null },
      { title: 'Folge 2', delivered_by: [connection.connectionId] },
    ])
  })
})
