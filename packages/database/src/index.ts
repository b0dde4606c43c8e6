export { arrayLiteral } from './array-literal.ts'
export { byCodePoint, containsFolded } from './collation.ts'
export { copyBytes } from './copy-bytes.ts'
export { countWritten, type WrittenCounts } from './count-written.ts'
export { createIndexConcurrently, type IndexToCreate } from './create-index-concurrently.ts'
export { type CsvPage, csvPages } from './csv-pages.ts'
export { type Database, database, type ManagedDatabase, type SchemaState, type TextRow } from './database.ts'
export { databaseErrors } from './database-errors.ts'
export type { DatabaseLogger } from './database-logger.ts'
export { databasePlugin } from './database-plugin.ts'
export { dumpSchema } from './dump-schema.ts'
export { filledTables } from './filled-tables.ts'
export { inBatches } from './in-batches.ts'
export { jsonDiffers } from './json-differs.ts'
export {
  chosenKeysetPage,
  type KeysetOptions,
  type KeysetPage,
  type KeysetType,
  keysetPage,
  mergedKeysetPage,
} from './keyset.ts'
export { IS_UNLEASED, leaseEnd } from './lease.ts'
export { MIGRATIONS_SCHEMA } from './migrate.ts'
export {
  type AppliedMigration,
  type Migration,
  type MigrationContribution,
  type MigrationSet,
  migrations,
} from './migrations.ts'
export { describeMigrations, newerSchema } from './newer-schema.ts'
export { createDatabase, type DatabaseOptions } from './open-database.ts'
export { type PageOptions, pageOf } from './page-of.ts'
export type { ReplicaFault } from './replica/check-replica.ts'
export {
  isConnectionLost,
  isForeignKeyViolation,
  isRetryable,
  isUniqueViolation,
  sqlState,
  toDatabaseProblem,
} from './sqlstate.ts'
export { storableText } from './storable-text.ts'
export { textPages } from './text-pages.ts'
export { VACUUM_INSERTS_EARLY, vacuumInsertsEarly } from './vacuum-inserts-early.ts'
export { isoInstant } from './value-parsers.ts'
export { WorkUnit, type WorkUnitOptions } from './work-unit.ts'
