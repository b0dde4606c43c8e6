import { createDatabase, type DatabaseOptions } from '@tributary/database'
import { rotateDataKey } from '../src/rotate-data-key.ts'
import { startProcess } from './secrets-database.ts'

// Run as a process of its own, to be killed: rotates for ever and tells its parent after each batch.

const [, , options = ''] = process.argv
const database = createDatabase(JSON.parse(options) as DatabaseOptions)
await database.open()
const { keyring } = await startProcess(database)
for (;;) {
  await rotateDataKey({ database, keyring, batchRows: 3, onBatch: () => void process.send?.('batch') })
}
