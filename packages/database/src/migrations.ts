import { contributionPoint } from '@tributary/core'
import type { Kysely } from 'kysely'

/** One step of a plugin's schema. Forward only: what went wrong is mended by the next step. */
export interface Migration {
  /** Runs in a transaction of its own together with the note that it ran. */
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

/** Where plugins hand in their migrations, in phase 1. */
export const migrations = contributionPoint<MigrationSet>('migrations')

/** A plugin's migrations as `migrate` takes them; the kernel's contributions fit. */
export interface MigrationContribution {
  readonly plugin: string
  readonly value: MigrationSet
  /** Told why this plugin's tables are not as it needs them. Without it, `migrate` throws. */
  refuse?(reason: Error): void
}

/** One migration that ran just now. */
export interface AppliedMigration {
  readonly plugin: string
  readonly name: string
}
