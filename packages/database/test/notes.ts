import type { Generated, Kysely } from 'kysely'
import type { MigrationSet } from '../src/index.ts'

/** The tables of the plugin that these tests pretend to be. */
export interface NoteTables {
  notes: { id: Generated<number>; text: string; written: Generated<Date> }
}

export const noteMigrations: MigrationSet = {
  '0001-create-notes': {
    up: (db: Kysely<unknown>) =>
      db.schema
        .createTable('notes')
        .addColumn('id', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity())
        .addColumn('text', 'text', (column) => column.notNull().unique())
        .addColumn('written', 'timestamptz', (column) => column.notNull().defaultTo('2026-01-01T00:00:00Z'))
        .execute(),
  },
}
