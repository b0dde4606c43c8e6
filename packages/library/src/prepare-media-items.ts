import type { MediaRecord } from '@tributary/integration-kit'
import type { RecordBatch, RecordWrite } from '@tributary/jobs'
import { addDelivery } from './delivered-by.ts'
import { insertImportedItems, listWritten } from './import-store.ts'
import { lockPlatform } from './lock-platform.ts'
import { isMatchable } from './match/matchable-record.ts'
import { writeMatchedItems } from './match/write-matched-items.ts'
import { identitiesOf, upsertMediaItems } from './upsert-media-items.ts'

/**
 * Prepares writing media records: in one statement, unless other sources of their platform may deliver the same plays. If a
 * page contains a record twice, the last one is kept.
 */
export function prepareMediaItems(batch: RecordBatch<MediaRecord>): RecordWrite {
  const records = [...new Map(batch.records.map((record) => [record.externalId, record])).values()]
  const { userId, integration: platform, connectionId } = batch
  const whose = { userId, platform, connectionId, rawChanges: batch.stream.rawChanges }
  const matchable = records.filter(isMatchable)
  const plain = matchable.length === 0 ? records : records.filter((record) => !isMatchable(record))
  // What an account delivers has the connection in `delivered_by`.
  const listing =
    connectionId === null && matchable.length === 0
      ? listWritten({ ...whose, importId: batch.importId }, plain.length)
      : undefined
  // Of an account without matches, the one statement is all; of others, statements before and after depend on it.
  const locks = connectionId !== null && matchable.length === 0
  const upsert = plain.length === 0 ? undefined : upsertMediaItems(whose, plain, { listing, locks })
  return async (trx) => {
    if (!locks || upsert === undefined) await lockPlatform(trx, whose)
    const written = upsert === undefined ? undefined : (await upsert.execute(trx)).rows[0]
    const isAllWritten = written === undefined || written.inserted + written.updated === plain.length
    if (!isAllWritten) await addDelivery(trx, { identities: identitiesOf(whose, plain) }, connectionId)
    const matched = await writeMatchedItems(trx, whose, matchable)
    const isListed = listing !== undefined && (isAllWritten || batch.importId === undefined)
    if (connectionId === null && !isListed)
      await insertImportedItems(trx, {
        ...whose,
        importId: batch.importId,
        externalIds: records.map(({ externalId }) => externalId),
        matchedIds: matchable.map(({ externalId }) => externalId),
      })
    const inserted = (written?.inserted ?? 0) + matched.inserted
    const updated = (written?.updated ?? 0) + matched.updated
    return { inserted, updated, unchanged: batch.records.length - inserted - updated }
  }
}
