import type { WrittenCounts } from '@tributary/database'
import type { Transaction } from 'kysely'
import { addDelivery } from '../delivered-by.ts'
import type { Delivery } from '../item-identity.ts'
import type { LibraryTables } from '../tables.ts'
import { upsertMediaItems } from '../upsert-media-items.ts'
import { findCandidates, type ItemCandidate } from './candidate-store.ts'
import { findKnown, insertDeliveries, renameItems } from './delivery-store.ts'
import type { MatchableRecord } from './matchable-record.ts'
import { pairMost } from './pair-most.ts'
import { withoutRepeats } from './without-repeats.ts'

type Trx = Transaction<LibraryTables>

/**
 * Writes records of platforms where several sources deliver the same play. A play delivered by another source before is
 * not written again: the contents of the source with the highest precedence are kept, whatever the order of delivery. The
 * caller holds `lockPlatform`.
 */
export async function writeMatchedItems(
  trx: Trx,
  whose: Delivery,
  records: readonly MatchableRecord[],
): Promise<WrittenCounts> {
  if (records.length === 0) return { inserted: 0, updated: 0 }
  let [inserted, updated] = [0, 0]
  // Source by source, and repeats within a source last, so that records of one page are matched with each other too.
  for (const [source, ofSource] of Map.groupBy(records, (record) => record.match.source))
    for (const part of withoutRepeats(ofSource)) {
      const written = await writeSource(trx, whose, { source, records: part })
      inserted += written.inserted
      updated += written.updated
    }
  return { inserted, updated }
}

interface SourceRecords {
  readonly source: string
  readonly records: readonly MatchableRecord[]
}

async function writeSource(
  trx: Trx,
  whose: Delivery,
  { source, records }: SourceRecords,
): Promise<WrittenCounts> {
  const known = await findKnown(trx, whose, records)
  const fresh = records.filter((record) => !known.has(record.externalId))
  const pairs = await findItems(trx, whose, { source, records: fresh })
  const deliveries = fresh.map((record, number) => {
    const pair = pairs.get(number)
    // Contents of a source with more detail are kept; the delivery is stored, so that it is recognized next time.
    const wins = pair === undefined || record.match.precedence > pair.precedence
    return { record, itemId: pair?.itemId, wins }
  })
  const owned = records.filter((record) => known.get(record.externalId)?.isOwner === true)
  const unnoted = owned.filter((record) => known.get(record.externalId)?.isDelivered === false)
  const winners = deliveries.filter(({ wins }) => wins)
  await renameItems(
    trx,
    whose,
    winners.flatMap(({ record: { externalId }, itemId }) =>
      itemId === undefined ? [] : [{ itemId, externalId }],
    ),
  )
  const written = [...owned, ...winners.map(({ record }) => record)]
  const { rows } = written.length === 0 ? { rows: [] } : await upsertMediaItems(whose, written).execute(trx)
  await insertDeliveries(trx, whose, [
    ...deliveries,
    ...unnoted.map((record) => ({ record, itemId: undefined })),
  ])
  const told = [...known.values()].map(({ itemId }) => itemId)
  const others = deliveries.flatMap(({ itemId, wins }) => (wins ? [] : itemId))
  const ids = [...told, ...others].filter((id) => typeof id === 'number')
  await addDelivery(trx, { ids }, whose.connectionId)
  return rows[0] ?? { inserted: 0, updated: 0 }
}

/** The records that are existing items, by index. */
async function findItems(
  trx: Trx,
  whose: Delivery,
  { source, records }: SourceRecords,
): Promise<ReadonlyMap<number, ItemCandidate>> {
  if (records.length === 0) return new Map()
  const candidates = await findCandidates(trx, whose, { source, records })
  const repeated = pairMost(candidates.filter(({ isRepeat }) => isRepeat))
  const told = pairMost(candidates.filter(({ isRepeat, number }) => !isRepeat && !repeated.has(number)))
  return new Map([...repeated, ...told])
}
