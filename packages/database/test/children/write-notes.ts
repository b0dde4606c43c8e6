import { createDatabase, type DatabaseOptions } from '../../src/index.ts'
import { noteMigrations } from '../notes.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Writes notes one by one and tells of each once it is committed, until it is killed. A write that failed is sent again, as a client does
// that has no answer: it may have been committed.
const [options = '{}', prefix = ''] = process.argv.slice(2)
const begun = performance.now()
const database = createDatabase(JSON.parse(options) as DatabaseOptions)
await database.open()
await database.pool.query('select 1')
process.send?.({ answered: performance.now() - begun })
await database.migrate([{ plugin: 'notes', value: noteMigrations }])
for (let n = 0; ; n += 1) {
  const text = `${prefix}-${n}`
  while (!(await write(text)));
  process.send?.({ written: text })
}

async function write(text: string): Promise<boolean> {
  try {
    await database.pool.query('insert into notes (text) values ($1) on conflict do nothing', [text])
    return true
  } catch {
    return false
  }
}
