import type { Client } from 'pg'
import { lastTable, payloadOf, stepOf, TABLE_ROWS, tableOf } from './workload.ts'

/** Writes one step of a client and resolves when its commit has been acknowledged. */
export async function writeStep(connection: Client, client: number, n: number): Promise<void> {
  const step = stepOf(client, n)
  const insertStep = () =>
    connection.query('insert into steps values ($1, $2, $3)', [client, n, payloadOf(client, n)])
  if (step.kind === 'row') return void (await insertStep())
  await connection.query('begin')
  await insertStep()
  if (step.kind === 'batch') await insertBatch(connection, { client, n, rows: step.rows })
  if (step.kind === 'transfer') await transfer(connection, { client, n, ...step })
  if (step.kind === 'table') await replaceTable(connection, client, n)
  await connection.query('commit')
}

async function insertBatch(
  connection: Client,
  { client, n, rows }: { client: number; n: number; rows: number },
): Promise<void> {
  for (let position = 0; position < rows; position += 1) {
    const payload = payloadOf(client, n, position)
    await connection.query('insert into batch_rows values ($1, $2, $3, $4)', [client, n, position, payload])
  }
}

async function transfer(
  connection: Client,
  row: { client: number; n: number; source: number; target: number; amount: number },
): Promise<void> {
  const { client, n, source, target, amount } = row
  // Locked in one order, so that two transfers cannot deadlock.
  await connection.query('select from accounts where id in ($1, $2) order by id for update', [source, target])
  const add = 'update accounts set balance = balance + $2 where id = $1'
  await connection.query(add, [source, -amount])
  await connection.query(add, [target, amount])
  await connection.query('insert into transfers values ($1, $2, $3, $4, $5)', [
    client,
    n,
    source,
    target,
    amount,
  ])
}

async function replaceTable(connection: Client, client: number, n: number): Promise<void> {
  const earlier = lastTable(client, n - 1)
  await connection.query(
    `create table ${tableOf(client, n)} as select id, repeat('x', 100) as text from generate_series(1, ${TABLE_ROWS}) id`,
  )
  if (earlier > 0) await connection.query(`drop table ${tableOf(client, earlier)}`)
}
