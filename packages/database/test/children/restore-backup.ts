import { restoreDatabase } from '../../src/embedded/backup/restore-database.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Restores a backup into a data directory.
const [file = '', dataDir = ''] = process.argv.slice(2)
await restoreDatabase(file, dataDir)
process.disconnect?.()
