import { startTestDatabase } from '@tributary/database/testing'
import type { MediaRecord } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { MatchableRecord } from '../src/match/matchable-record.ts'
import { writeMatchedItems } from '../src/match/write-matched-items.ts'
import { libraryMigrations } from '../src/migrations/index.ts'
import type { LibraryTables } from '../src/tables.ts'
import { upsertMediaItems } from '../src/upsert-media-items.ts'

const { '0001-create-media-items': first, ...later } = libraryMigrations
const WHOSE = { userId: 'b067eaf0-ada', platform: 'netflix' }

const record = (number: number): MediaRecord => ({
  // As integrations have written them: slashes, other scripts and all.
  externalId: `q|2025-06-19|${number}||Dark / Folge “${number}” 夜|${'x'.repeat(number * 50)}`,
  type: 'episode',
  title: `Folge ${number}`,
  occurredOn: '2025-06-19',
  raw: { number, title: `Folge ${number}` },
})

describe('a database of the first version', () => {
  test('knows its items again after the upgrade, and takes no one twice', async () => {
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

    // What a poorer source told of gets the contents and the external id of a richer one.
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
    // By the name it has now it is known, and the one it had is free.
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
})
