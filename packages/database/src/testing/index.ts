export { describeDatabases, type StartDatabase } from './describe-databases.ts'
export { type PostgresServer, postgresServer, stopPostgresServer } from './postgres-server.ts'
export { startTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts'
