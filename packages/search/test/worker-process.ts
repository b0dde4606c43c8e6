// A process that keeps the index `one` up to date: the database's options in DATABASE_OPTIONS. It reports each write that has arrived, and is then slow.

import { setTimeout } from 'node:timers/promises'
import { database } from '@tributary/database'
import type { SearchTables } from '../src/tables.ts'
import { SearchInstances } from './search-instances.ts'
import { makeKernel } from './search-server.ts'
import { TableIndex } from './table-index.ts'

const instances = new SearchInstances()
instances.chosen = 'one'
const kernel = makeKernel(JSON.parse(process.env['DATABASE_OPTIONS'] ?? '{}'), instances, {})
let index: TableIndex | undefined
instances.add('one', {
  index: (...args) => index?.index(...args) ?? Promise.resolve(),
  remove: (...args) => index?.remove(...args) ?? Promise.resolve(),
  removeAll: (...args) => index?.removeAll(...args) ?? Promise.resolve(),
  query: async () => ({ ids: [], estimatedTotal: 0 }),
})
const pause = Number(process.env['PAUSE_MILLISECONDS'])
const ready = kernel.boot()
instances.chosen = undefined
await ready
index = new TableIndex(kernel.getService(database).tables<SearchTables>(), 'one')
index.after = async () => {
  process.send?.('written')
  await setTimeout(pause)
}
instances.chosen = 'one'
process.send?.('ready')
