import { createHash } from 'node:crypto'

/** The number of concurrent connections. */
export const CLIENTS = 4
export const ACCOUNTS = 20
export const OPENING_BALANCE = 1000
/** Of a table that a step creates. */
export const TABLE_ROWS = 200

/** One step of a client is one transaction. Its contents follow from the client and the number of the step, so that it can be verified. */
export type Step =
  | { readonly kind: 'row' }
  /** Several rows in one transaction. */
  | { readonly kind: 'batch'; readonly rows: number }
  /** Two updates and a row: the sum of all balances is constant. */
  | { readonly kind: 'transfer'; readonly source: number; readonly target: number; readonly amount: number }
  /** Creates a table, and drops the client's earlier one. */
  | { readonly kind: 'table' }

export const SCHEMA = `
  create table steps (client integer, n integer, payload text, primary key (client, n));
  create table batch_rows (client integer, n integer, position integer, payload text, primary key (client, n, position));
  create table accounts (id integer primary key, balance bigint);
  create table transfers (client integer, n integer, source integer, target integer, amount integer, primary key (client, n));
  insert into accounts select id, ${OPENING_BALANCE} from generate_series(1, ${ACCOUNTS}) id;
`

/** Which step the `n`th of a client is; the first is 1. */
export function stepOf(client: number, n: number): Step {
  const [first = 0, second = 0, third = 0] = createHash('sha256').update(`${client} ${n}`).digest()
  const turn = (n + 5 * client) % 20
  if (turn === 0) return { kind: 'table' }
  if (turn < 5) return { kind: 'batch', rows: 2 + (first % 9) }
  if (turn >= 10) return { kind: 'row' }
  const source = 1 + (first % ACCOUNTS)
  const target = 1 + ((source + (second % (ACCOUNTS - 1))) % ACCOUNTS)
  return { kind: 'transfer', source, target, amount: 1 + (third % 50) }
}

/** Incompressible text: 64 to 9,600 characters, so that some rows are stored out of line. */
export function payloadOf(...key: readonly number[]): string {
  const digest = createHash('sha256').update(key.join(' ')).digest()
  const parts = digest.readUInt16LE() % 20 === 0 ? 150 : 1 + (digest.readUInt16LE(2) % 8)
  return Array.from({ length: parts }, (_, part) =>
    createHash('sha256')
      .update(`${key.join(' ')}/${part}`)
      .digest('hex'),
  ).join('')
}

/** The table that a step of the kind `table` creates. */
export function tableOf(client: number, n: number): string {
  return `extra_${client}_${n}`
}

/** The last step of the kind `table` among a client's first `n`; 0 without one. */
export function lastTable(client: number, n: number): number {
  for (let step = n; step > 0; step -= 1) if (stepOf(client, step).kind === 'table') return step
  return 0
}
