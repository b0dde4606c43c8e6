import { createDatabase, type DatabaseOptions } from '@tributary/database'
import { rotateDataKey } from '../src/rotate-data-key.ts'
import { startProcess } from './secrets-database.ts'

// Runs as its own process, to be killed: rotates forever and reports each batch to its parent.

const [, , options = ''] = process.argv
const database = createDatabase(JSON.parse(options) as DatabaseOptions)
await database.open()
const { keyring } = await startProcess(database)
for (;;) {
  await rotateDataKey({ database, keyring, batchRows: 3, onBatch: () => void process.send?.('batch') })
}
