import { createDatabase, type DatabaseOptions } from '../../src/index.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Opens the database, then runs each statement that it is sent and answers with its rows or its error; `close` ends it in order.
const logged: string[] = []
const log = (_: object, message: string) => void logged.push(message)
const database = createDatabase({
  ...(JSON.parse(process.argv[2] ?? '{}') as DatabaseOptions),
  logger: { info: log, warn: log, error: log },
})
try {
  await database.open()
  process.send?.({ opened: true })
} catch (error) {
  process.send?.({ refused: (error as Error).message, code: (error as { code?: string }).code })
}
process.on('message', ({ statement }: { statement: string }) => void answer(statement))

async function answer(statement: string): Promise<void> {
  if (statement === 'close') {
    await database.close()
    process.send?.({ closed: true })
    process.disconnect()
    return
  }
  if (statement === 'log') {
    process.send?.({ logged })
    return
  }
  try {
    process.send?.({ rows: [await database.pool.query(statement)].flat().at(-1)?.rows })
  } catch (error) {
    process.send?.({ error: (error as Error).message })
  }
}
