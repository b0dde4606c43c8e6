export { describeDatabases, type StartDatabase } from './describe-databases.ts'
export { type PostgresServer, postgresServer, stopPostgresServer } from './postgres-server.ts'
export { temporaryDirectory } from './temporary-directory.ts'
export {
  type PreparedDatabase,
  prepareTestDatabase,
  startTestDatabase,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.ts'
