import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureEpoch, pruneDeletions } from '../src/epoch-store.ts'
import type { ChangesTables } from '../src/tables.ts'
import { erase, type NotesServer, PollingClient, startNotes, write } from './notes-server.ts'

describe('a cursor', () => {
  let server: NotesServer

  beforeEach(async () => {
    server = await startNotes()
    await write(server.db, server.ada, { first: '1', second: '1' })
  })
  afterEach(async () => server.stop())

  async function cursorNow(): Promise<string> {
    return (await server.ada.get('/api/changes?cursor=now')).json().nextCursor
  }

  async function statusOf(cursor: string) {
    const answer = await server.ada.get(`/api/changes?cursor=${cursor}`)
    return [answer.statusCode, answer.json().code]
  }

  /** As a restored dump has it: the table is another, and the rows have numbers of another cluster, which counts from elsewhere. */
  async function restoreDump(numbersAbove: number): Promise<void> {
    await sql`update notes set change_number = change_number + ${numbersAbove}, text = text`.execute(
      server.db,
    )
    await sql`alter table notes disable trigger user`.execute(server.db)
    await sql`update notes set change_number = change_number + ${numbersAbove}`.execute(server.db)
    await sql`alter table notes enable trigger user`.execute(server.db)
    await sql`create table restored (like change_epochs including all)`.execute(server.db)
    await sql`insert into restored overriding system value select * from change_epochs`.execute(server.db)
    await sql`drop table change_epochs`.execute(server.db)
    await sql`alter table restored rename to change_epochs`.execute(server.db)
  }

  /** Waits for the end of older transactions, which those of other databases of the cluster may be. */
  async function readOf(client: PollingClient, count: number): Promise<readonly string[]> {
    const read: string[] = []
    await expect.poll(async () => read.push(...(await client.catchUp())), { timeout: 10_000 }).toBe(count)
    return read
  }

  it.each([
    [0, 'before the start'],
    [1_000_000, 'before the start'],
    [1_000_000, 'under a running server'],
  ])(
    'of before a dump was restored is refused with what to do, numbers %i higher, %s',
    async (above, when) => {
      const cursor = await cursorNow()
      await restoreDump(above)
      if (when === 'before the start') await server.restart()
      expect(await statusOf(cursor)).toEqual([410, 'CHANGES_START_OVER'])
      const fresh = new PollingClient(server.ada)
      expect(await readOf(fresh, 2)).toHaveLength(2)
      await write(server.db, server.ada, { first: '2' })
      await erase(server.db, server.ada, 'second')
      expect(await readOf(fresh, 2)).toEqual(['first=2', '-second'])
    },
  )

  it('that is older than the deletions that are kept is refused', async () => {
    const old = await cursorNow()
    await erase(server.db, server.ada, 'first')
    // Other databases of the cluster may have transactions open that began before the deletion.
    await expect
      .poll(async () => {
        const { rows } = await sql<{ past: boolean }>`
          select pg_snapshot_xmin(pg_current_snapshot())::text::bigint > max(change_number) as past from deleted_records`.execute(
          server.db,
        )
        return rows[0]?.past
      })
      .toBe(true)
    const young = await cursorNow()
    await sql`update deleted_records set deleted_at = now() - interval '31 days'`.execute(server.db)
    await server.database.transaction<ChangesTables, void>((trx) => pruneDeletions(trx, 30))
    expect(await statusOf(old)).toEqual([410, 'CHANGES_START_OVER'])
    expect((await statusOf(young))[0]).toBe(200)
    expect(await new PollingClient(server.ada).catchUp()).toEqual(['second=1'])
  })

  it('remains valid when several servers start', async () => {
    const cursors: string[] = []
    for (let n = 0; n < 5; n++) {
      await Promise.all([
        server.database.transaction<ChangesTables, void>((trx) => ensureEpoch(trx, ['notes'])),
        ...Array.from({ length: 3 }, async () => cursors.push(await cursorNow())),
        write(server.db, server.ada, { [`n${n}`]: '1' }),
      ])
    }
    for (const cursor of cursors) expect((await statusOf(cursor))[0]).toBe(200)
  })
})

describe('deleting a user', () => {
  it('leaves no trace of their data', async () => {
    const server = await startNotes()
    await write(server.db, server.ada, { first: '1' })
    await erase(server.db, server.ada, 'first')
    await write(server.db, server.ada, { second: '1' })
    await server.database.transaction<ChangesTables, void>(async (trx) => {
      await sql`select set_config('tributary.erased_user', ${server.ada.id}, true)`.execute(trx)
      await trx.deleteFrom('deleted_records').where('user_id', '=', server.ada.id).execute()
      await erase(trx, server.ada, 'second')
    })
    const rows = await server.db.selectFrom('deleted_records').selectAll().execute()
    await server.stop()
    expect(rows).toEqual([])
  })
})
