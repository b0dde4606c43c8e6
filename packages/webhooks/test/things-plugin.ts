import { changeTypes, indexChanges, trackChanges } from '@tributary/changes'
import type { Plugin } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import { Type } from 'typebox'

/** Kinds of resources that can be followed, called as those of the library and of jobs. */
export const things: Plugin = {
  name: 'things',
  version: '1.0.0',
  uses: [database],
  // So that keys can have these scopes.
  configureRoutes: () => ({
    routes: async (app) => {
      app.get(
        '/',
        {
          config: { scopes: ['library:read', 'jobs:read'] },
          schema: { summary: 'Get nothing', response: { 200: Type.Null() } },
        },
        async () => null,
      )
    },
  }),
  registerServices(context) {
    context.contribute(migrations, {
      '0001-create-things': {
        async up(db) {
          for (const [table, type] of [
            ['things', 'item'],
            ['tasks', 'job'],
          ] as const) {
            await sql`
              create table ${sql.table(table)} (
                id bigint generated always as identity primary key, user_id text not null, text text,
                updated_at timestamptz not null default now()
              )`.execute(db)
            await trackChanges(db, { table, type, id: 'id::text', shown: ['text'] })
          }
        },
      },
      '0002-index-changes': {
        transaction: 'none',
        async up(db) {
          for (const table of ['things', 'tasks']) await indexChanges(db, { table, by: ['id'] })
        },
      },
    })
    for (const [table, type, scope] of [
      ['things', 'item', 'library:read'],
      ['tasks', 'job', 'jobs:read'],
    ] as const) {
      context.contribute(changeTypes, {
        type,
        scopes: [scope],
        table,
        id: 'id::text',
        key: [['id', 'bigint']],
        columns: ['id', 'text', 'updated_at'],
        instants: ['updated_at'],
        view: ({ id, text }: { readonly id: number; readonly text: string }) => ({ id: String(id), text }),
      })
    }
  },
}

// oxlint-disable-next-line typescript/no-explicit-any -- tables of tests
type Db = Kysely<any>

export async function addThings(db: Db, userId: string, count: number): Promise<string[]> {
  const { rows } = await sql<{ id: number }>`
    insert into things (user_id, text) select ${userId}, 'secret title ' || n from generate_series(1, ${count}) n
    returning id`.execute(db)
  // As autovacuum does within a minute: without statistics, each page reads the whole table.
  if (count > 1_000) await sql`analyze things`.execute(db)
  return rows.map(({ id }) => String(id))
}

export async function addTask(db: Db, userId: string): Promise<void> {
  await sql`insert into tasks (user_id, text) values (${userId}, 'task')`.execute(db)
}

export async function deleteThing(db: Db, id: string): Promise<void> {
  await sql`delete from things where id = ${id}`.execute(db)
}
