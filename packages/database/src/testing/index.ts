export { type EarlierDatabase, startEarlierDatabase } from './earlier-database.ts'
export { explainQueries } from './explain-queries.ts'
export { nextMessage } from './next-message.ts'
export {
  type OwnPostgresServer,
  type PostgresServer,
  postgresServer,
  startPostgresServer,
} from './postgres-server.ts'
export { type ReplicatedServer, startReplicatedServer } from './replicated-server.ts'
export { runAsRead } from './run-as-read.ts'
export { type Pooler, startPooler } from './start-pooler.ts'
export { temporaryDirectory } from './temporary-directory.ts'
export {
  type PreparedDatabase,
  prepareTestDatabase,
  startTestDatabase,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.ts'
