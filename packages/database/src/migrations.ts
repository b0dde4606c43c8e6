import { contributionPoint } from '@tributary/core'
import type { Kysely } from 'kysely'

/** One step of a plugin's schema. Forward only: a mistake is fixed by the next step. */
export interface Migration {
  /**
   * `none`: `up` runs statement by statement on a connection of its own, for indexes that are built while other processes write
   * (`createIndexConcurrently`) and updates of many rows (`inBatches`). After a failure or a kill it runs again from the beginning.
   */
  readonly transaction?: 'none'
  /** Runs in its own transaction, which also records it as applied. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a migration knows the tables of its time, not today's types
  up(db: Kysely<any>): Promise<void>
}

/**
 * A plugin's migrations by name. They run in the order of their names, so begin each with a number.
 *
 * @example
 * context.contribute(migrations, {
 *   '0001-create-media-items': { up: (db) => db.schema.createTable('media_items').… .execute() },
 * })
 */
export type MigrationSet = Readonly<Record<string, Migration>>

/** The contribution point for migrations, in phase 1. */
export const migrations = contributionPoint<MigrationSet>('migrations')

/** A plugin's migrations as `migrate` accepts them; the kernel's contributions have this type. */
export interface MigrationContribution {
  readonly plugin: string
  /** Whether the plugin was added by the operator. Tables that a newer version of it has made concern no other plugin. */
  readonly added?: boolean
  readonly value: MigrationSet
  /** Called with the reason if a migration of this plugin fails. Without it, `migrate` throws. */
  refuse?(reason: Error): void
}

/** One migration that this call ran. */
export interface AppliedMigration {
  readonly plugin: string
  readonly name: string
}
