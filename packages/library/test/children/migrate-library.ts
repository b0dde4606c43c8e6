import { createDatabase, type DatabaseOptions } from '@tributary/database'
import { libraryMigrations } from '../../src/migrations/index.ts'

// The test's runner waits for all processes that hold its output, so this process ends with its parent.
process.on('disconnect', () => process.exit())

// Migrates the tables of the library.
const database = createDatabase(JSON.parse(process.argv[2] ?? '{}') as DatabaseOptions)
await database.open()
await database.migrate([{ plugin: 'library', value: libraryMigrations }])
await database.close()
process.disconnect?.()
