import { accountsPlugin } from '@tributary/accounts'
import { createKernel, type Plugin, silentLogger } from '@tributary/core'
import { type Database, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { mediaStream } from '@tributary/integration-kit'
import type { SearchIndex } from '@tributary/integration-kit/providers'
import { jobsPlugin, type RecordSink, recordSinks } from '@tributary/jobs'
import { libraryPlugin, titleIndex } from '@tributary/library'
import { testSearchIndex } from '@tributary/testkit'
import { sql } from 'kysely'
import { afterAll, beforeAll } from 'vitest'

const stream = mediaStream({ id: 'test', displayName: 'Test' })

let sinks: () => readonly RecordSink[] = () => []
let place: Awaited<ReturnType<typeof prepareTestDatabase>>
let kernel: ReturnType<typeof createKernel>

/** Gives the test the sinks of the server. */
const observer: Plugin = {
  name: 'observer',
  version: '1.0.0',
  uses: [database],
  start: (context) => {
    sinks = () => context.getContributions(recordSinks).map(({ value }) => value)
  },
}

beforeAll(async () => {
  place = await prepareTestDatabase()
  kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      jobsPlugin({ worker: false }),
      libraryPlugin(),
      observer,
    ],
    logger: silentLogger,
  })
  await kernel.boot()
})

afterAll(async () => {
  await kernel.stop()
  await place.remove()
})

/** Documents are media items, written as the engine writes them; an id is that of their provider. */
function itemsAsDocuments(store: Database): SearchIndex {
  const db = store.tables<never>()
  const removeIds = (personId: string, ids: readonly string[]) =>
    sql`delete from media_items where user_id = ${personId} and external_id = any(${[...ids]}::text[])`.execute(
      db,
    )
  return {
    async index(personId, documents) {
      await removeIds(
        personId,
        documents.map(({ id }) => id),
      )
      for (const [source, own] of Map.groupBy(documents, (document) => document.source ?? 'none')) {
        const records = own.map(({ id, text, kind = 'video', at }) => ({
          externalId: id,
          type: kind as 'video',
          title: text,
          occurredOn: (at ?? '2020-01-01').slice(0, 10),
          ...(at === undefined ? {} : { occurredAt: at }),
          raw: {},
        }))
        const batch = {
          userId: personId,
          integration: source,
          connectionId: null,
          jobId: personId,
          records,
          stream,
        }
        const sink = sinks().find(({ kind }) => kind === 'media')
        if (sink === undefined) throw new Error('there is no sink of media')
        await store.transaction(async (trx) => sink.prepare(batch as never)(trx as never))
      }
    },
    remove: async (personId, ids) => void (await removeIds(personId, ids)),
    removeAll: async (personId) =>
      void (await sql`delete from media_items where user_id = ${personId}`.execute(db)),
    async query(query) {
      const { ids, estimatedTotal } = await titleIndex(store.tables()).query(query)
      const { rows } = await sql<{ id: string; external: string }>`
        select id::text as id, external_id as external from media_items where id = any(${[...ids]}::bigint[])`.execute(
        db,
      )
      const names = new Map(rows.map(({ id, external }) => [id, external]))
      return { ids: ids.map((id) => names.get(id) ?? id), estimatedTotal }
    },
  }
}

testSearchIndex('PostgreSQL', async (work) => {
  const index = itemsAsDocuments(kernel.getService(database))
  for (const person of ['ada', 'bob-2']) await index.removeAll(person)
  await work(index)
})
