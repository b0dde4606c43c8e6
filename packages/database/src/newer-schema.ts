import { ProblemError } from '@tributary/core'
import { databaseErrors } from './database-errors.ts'
import type { AppliedMigration, MigrationContribution } from './migrations.ts'

/** The names of migrations by plugin. */
export type AppliedByPlugin = ReadonlyMap<string, readonly string[]>

/** The migrations that this version of the server knows, without those of added plugins, which have versions of their own. */
export function knownMigrations(contributions: readonly MigrationContribution[]): AppliedByPlugin {
  return namesOf(contributions.filter(({ added }) => added !== true))
}

/** The names of all migrations, by plugin. */
export function namesOf(contributions: readonly MigrationContribution[]): AppliedByPlugin {
  const byPlugin = Map.groupBy(contributions, ({ plugin }) => plugin)
  return new Map(
    [...byPlugin].map(([plugin, entries]) => [plugin, entries.flatMap(({ value }) => Object.keys(value))]),
  )
}

/**
 * The applied migrations that this version does not know. Only of plugins that take part in this start: tables of a
 * disabled or removed plugin are ignored, since this server does not use them.
 */
export function newerMigrations(
  known: AppliedByPlugin,
  applied: AppliedByPlugin,
): readonly AppliedMigration[] {
  return [...known].flatMap(([plugin, names]) =>
    (applied.get(plugin) ?? []).filter((name) => !names.includes(name)).map((name) => ({ plugin, name })),
  )
}

/** The error that names each plugin with its unknown migrations, and the cure. */
export function newerSchema(newer: readonly AppliedMigration[]): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_NEWER, {
    detail:
      `The database was migrated by a newer version of the server: this version does not know ${describeMigrations(newer)}. ` +
      'Start the newer version, or restore the backup made before the upgrade.',
  })
}

/** `0002-b of plugin "app" and 0003-c of plugin "zoo"` */
export function describeMigrations(migrations: readonly AppliedMigration[]): string {
  return [...Map.groupBy(migrations, ({ plugin }) => plugin)]
    .map(([plugin, of]) => `${of.map(({ name }) => name).join(', ')} of plugin "${plugin}"`)
    .join(' and ')
}
