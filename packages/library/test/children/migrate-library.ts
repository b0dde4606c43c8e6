import { createDatabase, type DatabaseOptions } from '@tributary/database'
import { libraryMigrations } from '../../src/migrations/index.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Brings the tables of the library up to date.
const database = createDatabase(JSON.parse(process.argv[2] ?? '{}') as DatabaseOptions)
await database.open()
await database.migrate([{ plugin: 'library', value: libraryMigrations }])
await database.close()
process.disconnect?.()
