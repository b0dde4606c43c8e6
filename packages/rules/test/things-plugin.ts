import { changeTypes, indexChanges, trackChanges } from '@tributary/changes'
import type { Plugin } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import { Type } from 'typebox'

/** Items, jobs and connections in the feed, in tables of their own: a row is what the feed shows of it. */
const TYPES = [
  ['items', 'item', 'library:read'],
  ['tasks', 'job', 'jobs:read'],
  ['links', 'connection', 'connections:read'],
] as const

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
          config: { scopes: TYPES.map(([, , scope]) => scope) },
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
          for (const [table, type] of TYPES) {
            await sql`
              create table ${sql.table(table)} (
                id bigint generated always as identity primary key, user_id text not null, shown jsonb not null,
                updated_at timestamptz not null default now(), created_at timestamptz not null default now()
              )`.execute(db)
            await trackChanges(db, { table, type, id: 'id::text', shown: ['shown'] })
          }
        },
      },
      '0002-index-changes': {
        transaction: 'none',
        async up(db) {
          for (const [table] of TYPES) await indexChanges(db, { table, by: ['id'] })
        },
      },
    })
    for (const [table, type, scope] of TYPES) {
      context.contribute(changeTypes, {
        type,
        scopes: [scope],
        table,
        id: 'id::text',
        key: [['id', 'bigint']],
        columns: ['id', 'shown', 'created_at', 'updated_at'],
        instants: ['created_at', 'updated_at'],
        view: (row: { readonly id: number; readonly shown: object; readonly created_at: Date }) => ({
          id: String(row.id),
          createdAt: row.created_at.toISOString(),
          finishedAt: row.created_at.toISOString(),
          ...row.shown,
        }),
      })
    }
  },
}

// oxlint-disable-next-line typescript/no-explicit-any -- tables of tests
type Db = Kysely<any>

export async function addThings(
  db: Db,
  table: 'items' | 'tasks' | 'links',
  userId: string,
  shown: readonly object[],
): Promise<string[]> {
  const { rows } = await sql<{ id: number }>`
    insert into ${sql.table(table)} (user_id, shown)
    select ${userId}, value from jsonb_array_elements(${JSON.stringify(shown)}::jsonb)
    returning id`.execute(db)
  return rows.map(({ id }) => String(id))
}

export async function changeThing(
  db: Db,
  table: 'items' | 'tasks' | 'links',
  id: string,
  shown: object,
): Promise<void> {
  await sql`update ${sql.table(table)} set shown = shown || ${JSON.stringify(shown)}::jsonb where id = ${id}`.execute(
    db,
  )
}
