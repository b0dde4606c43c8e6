// A process that makes exports: the database's options in DATABASE_OPTIONS, the id of the storage in STORAGE. It reports that it is ready, and
// when it has written the first page; it never writes the second.

import type { DatabaseOptions } from '@tributary/database'
import { makeKernel } from './exports-server.ts'
import { MemoryStorages } from './memory-storages.ts'

const options = JSON.parse(process.env['DATABASE_OPTIONS'] ?? '{}') as DatabaseOptions
const storages = new MemoryStorages()
storages.add('backups', process.env['STORAGE'] ?? '')
let pages = 0
const beforePage = async () => {
  if (++pages < 2) return
  process.send?.('writing')
  await new Promise(() => setInterval(() => {}, 1000))
}
await makeKernel({ options, storages, things: { pages: 3, beforePage }, exports: {} }).boot()
process.send?.('ready')
