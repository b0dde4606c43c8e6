import type { Client } from 'pg'
import {
  ACCOUNTS,
  CLIENTS,
  lastTable,
  OPENING_BALANCE,
  payloadOf,
  type Step,
  stepOf,
  TABLE_ROWS,
  tableOf,
} from './workload.ts'

export interface Verdict {
  /** The number of each client's last step in the database. */
  readonly present: readonly number[]
  /** Missing acknowledged steps. */
  readonly lost: number
  /** Other errors, one sentence each. */
  readonly faults: readonly string[]
}

/**
 * Reads everything that the writers wrote: each acknowledged step exists, each existing step is complete, and tables and indexes
 * are consistent (`amcheck`). Beyond the acknowledged steps, a client's next one may exist: its acknowledgement was under way.
 */
export async function verify(superuser: Client, acknowledged: readonly number[]): Promise<Verdict> {
  const present = await lastSteps(superuser)
  const lost = acknowledged.reduce((sum, n, client) => sum + Math.max(0, n - (present[client] ?? 0)), 0)
  const ahead = present.filter((n, client) => n > (acknowledged[client] ?? 0) + 1)
  const faults = [
    ...ahead.map((n) => `step ${n} is there and was never begun`),
    ...(await checkPayloads(superuser, present)),
    ...(await checkTransfers(superuser, present)),
    ...(await checkTables(superuser, present)),
    ...(await checkStructure(superuser)),
  ]
  return { present, lost, faults }
}

async function lastSteps(superuser: Client): Promise<readonly number[]> {
  const { rows } = await superuser.query<{ client: number; n: number }>(
    'select client, max(n) as n from steps group by client',
  )
  return Array.from({ length: CLIENTS }, (_, client) => rows.find((row) => row.client === client)?.n ?? 0)
}

/** Compares all rows of steps and batches with the expected ones, in both directions. */
async function checkPayloads(superuser: Client, present: readonly number[]): Promise<readonly string[]> {
  const { rows } = await superuser.query<{ key: string; payload: string }>(
    `select concat_ws(' ', client, n) as key, payload from steps
     union all select concat_ws(' ', client, n, position), payload from batch_rows`,
  )
  const expected = allSteps(present).flatMap(({ client, n, step }) => [
    [client, n],
    ...(step.kind === 'batch'
      ? Array.from({ length: step.rows }, (_, position) => [client, n, position])
      : []),
  ])
  const found = new Map(rows.map(({ key, payload }) => [key, payload]))
  const wrong = expected.filter((key) => found.get(key.join(' ')) !== payloadOf(...key))
  const faults = wrong.map((key) => `row ${key.join(' ')} is missing or altered`)
  return rows.length > expected.length
    ? [...faults, `${rows.length - expected.length} rows too many`]
    : faults
}

async function checkTransfers(superuser: Client, present: readonly number[]): Promise<readonly string[]> {
  const balances = Array.from({ length: ACCOUNTS }, () => OPENING_BALANCE)
  const add = (id: number, amount: number) => {
    balances[id - 1] = (balances[id - 1] ?? 0) + amount
  }
  const transfers = allSteps(present)
    .map(({ step }) => step)
    .filter((step) => step.kind === 'transfer')
  for (const { source, target, amount } of transfers) {
    add(source, -amount)
    add(target, amount)
  }
  const { rows } = await superuser.query<{ balances: string[]; transfers: string }>(
    `select array(select balance from accounts order by id) as balances, (select count(*) from transfers) as transfers`,
  )
  const faults = []
  if (String(rows[0]?.balances) !== String(balances))
    faults.push('the balances are not the sums of the transfers')
  if (Number(rows[0]?.transfers) !== transfers.length) faults.push('the transfers are not those of the steps')
  return faults
}

/** Of the tables that each client created and dropped, the last one exists. */
async function checkTables(superuser: Client, present: readonly number[]): Promise<readonly string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relname like 'extra%'`,
  )
  const found = rows.map(({ name }) => name).toSorted()
  const last = present.map((n, client) => ({ client, n: lastTable(client, n) })).filter(({ n }) => n > 0)
  const expected = last.map(({ client, n }) => tableOf(client, n)).toSorted()
  if (String(found) !== String(expected))
    return [`the tables are ${found.join(', ')}, not ${expected.join(', ')}`]
  for (const name of found) {
    const { rowCount } = await superuser.query(`select id from ${name} where text is not null`)
    if (rowCount !== TABLE_ROWS) return [`${name} has ${rowCount} rows, not ${TABLE_ROWS}`]
  }
  return []
}

/** Each row has its entry in each B-tree, catalogues included, and each page of each table is well-formed. */
async function checkStructure(superuser: Client): Promise<readonly string[]> {
  await superuser.query('create extension if not exists amcheck')
  const faults = await superuser.query<{ fault: string }>(
    `select c.oid::regclass || ': ' || heap.msg as fault
     from pg_class c, verify_heapam(c.oid, check_toast => true) heap
     where c.relkind in ('r', 't', 'm') and c.relpersistence = 'p'`,
  )
  await superuser.query(
    `select bt_index_check(i.indexrelid, heapallindexed => true, checkunique => true)
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
     where a.amname = 'btree' and i.indisvalid and c.relpersistence = 'p'`,
  )
  return faults.rows.map(({ fault }) => fault)
}

function allSteps(present: readonly number[]): readonly { client: number; n: number; step: Step }[] {
  return present.flatMap((last, client) =>
    Array.from({ length: last }, (_, index) => ({ client, n: index + 1, step: stepOf(client, index + 1) })),
  )
}
