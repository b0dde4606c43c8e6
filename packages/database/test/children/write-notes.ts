import { createDatabase, type DatabaseOptions } from '../../src/index.ts'
import { type NoteTables, noteMigrations } from '../notes.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Writes notes one by one and tells of each once it is committed, until it is killed.
const [options = '{}', prefix = ''] = process.argv.slice(2)
const database = createDatabase(JSON.parse(options) as DatabaseOptions)
await database.open()
await database.migrate([{ plugin: 'notes', value: noteMigrations }])
for (let n = 0; ; n += 1) {
  const text = `${prefix}-${n}`
  await database.transaction<NoteTables, unknown>((trx) => trx.insertInto('notes').values({ text }).execute())
  process.send?.(text)
}
