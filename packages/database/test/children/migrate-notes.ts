import { type Kysely, sql } from 'kysely'
import { createDatabase, type DatabaseOptions } from '../../src/index.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Runs three slow migrations, each of which fails when it is run twice, and tells of each that has begun.
const database = createDatabase(JSON.parse(process.argv[2] ?? '{}') as DatabaseOptions)
await database.open()
const step = (table: string) => ({
  async up(db: Kysely<unknown>) {
    await db.schema.createTable(table).addColumn('id', 'integer').execute()
    process.send?.({ began: table })
    await sql`select pg_sleep(0.2)`.execute(db)
    await sql`insert into ${sql.table(table)} values (1)`.execute(db)
  },
})
const applied = await database.migrate([
  {
    plugin: 'steps',
    value: { '0001-a': step('step_a'), '0002-b': step('step_b'), '0003-c': step('step_c') },
  },
])
await database.close()
process.send?.({ applied: applied.map(({ name }) => name) })
process.disconnect?.()
