import { type ChangeType, changeTypes } from '@tributary/changes'
import type { Plugin } from '@tributary/core'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from '../connections/connected-server.ts'

/** Columns that a row keeps for its life. */
const FIXED = ['id', 'user_id', 'integration', 'kind', 'trigger', 'simulated', 'created_at']

let types: readonly ChangeType[] = []
const reader: Plugin = {
  name: 'reader',
  version: '1.0.0',
  start(context) {
    types = context.getContributions(changeTypes).map(({ value }) => value)
  },
}

let server: ConnectedServer
beforeAll(async () => {
  server = await startConnectedServer({ integrations: [], plugins: [reader] })
})
afterAll(() => server.stop())

it('a change of any column that a resource shows is a change of the resource', async () => {
  expect(types.map(({ type }) => type).toSorted()).toEqual([
    'connection',
    'event',
    'item',
    'job',
    'measurement',
    'value',
  ])
  const untracked = await Promise.all(types.map(untrackedColumns))
  expect(Object.fromEntries(types.map(({ type }, index) => [type, untracked[index]]))).toEqual({
    connection: [],
    event: [],
    item: [],
    job: [],
    measurement: [],
    value: [],
  })
})

async function untrackedColumns({ table, columns }: ChangeType): Promise<readonly string[]> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_triggerdef(oid) as definition from pg_trigger where tgname = ${`${table}_changed`}`.execute(
    server.db,
  )
  const definition = rows[0]?.definition ?? ''
  const isTracked = (column: string) => new RegExp(`old\\."?${column}"? `).test(definition)
  // Every statement that changes a row sets it.
  if (isTracked('updated_at')) return []
  return columns.filter((column) => !FIXED.includes(column) && !isTracked(column))
}
