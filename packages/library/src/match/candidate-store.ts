import { arrayLiteral } from '@tributary/database'
import { sql, type Transaction } from 'kysely'
import type { Whose } from '../item-identity.ts'
import type { LibraryTables } from '../tables.ts'
import { comparedTime, comparedTimes, type MatchableRecord } from './matchable-record.ts'
import type { Candidate } from './pair-most.ts'

type Trx = Transaction<LibraryTables>

/** The maximum in the schema of records: the search range for a delivery whose own tolerance is not known yet. */
const WIDEST_TOLERANCE_SECONDS = 3600
/** The index is by the end of a play. A play with a known start is searched this long after it. */
const LONGEST_PLAY_SECONDS = 24 * 3600

/** An item that may be the record, with the precedence of its contents. */
export interface ItemCandidate extends Candidate {
  readonly precedence: number
  /** The record's own source has delivered it, with times that differ by seconds. */
  readonly isRepeat: boolean
}

/**
 * The candidate items of each record of one source, by the record's index. From other sources: a common key, times close
 * enough, and no delivery by the record's own source or with another id of the provider. From its own: both ends so near
 * that no second play fits between them; different times of the device's clock distinguish plays delivered at one time.
 *
 * A time that may be of either end is compared with both ends; if both ends are known, each is compared with its like.
 */
export async function findCandidates(
  trx: Trx,
  whose: Whose,
  { source, records }: { readonly source: string; readonly records: readonly MatchableRecord[] },
): Promise<ItemCandidate[]> {
  const probes = records.flatMap((record, number) =>
    record.match.keys.flatMap((key) =>
      comparedTimes(record).map((time, clock) => ({ number, key, record, ...time, isMain: clock === 0 })),
    ),
  )
  const apart = (time: string, other: string) =>
    sql`abs(extract(epoch from ${sql.raw(`${time} - ${other}`)}))`
  const { rows } = await sql<CandidateRow>`
    select incoming.number, delivery.item_id, delivery.is_repeat, min(delivery.distance)::float8 as distance,
      count(distinct incoming.match_key)::integer as shared_keys,
      extract(epoch from min(delivery.occurred_at))::float8 as item_at,
      (select max(precedence) from media_deliveries as told where told.item_id = delivery.item_id)::integer as precedence
    from unnest(
      ${arrayLiteral(probes.map(({ number }) => number))}::integer[],
      ${arrayLiteral(probes.map(({ key }) => key))}::text[],
      ${arrayLiteral(probes.map(({ at }) => at))}::timestamptz[],
      ${arrayLiteral(probes.map(({ startedAt }) => startedAt))}::timestamptz[],
      ${arrayLiteral(probes.map(({ record }) => record.match.deviceStartedAt ?? null))}::timestamptz[],
      ${arrayLiteral(probes.map(({ record }) => record.match.toleranceSeconds))}::float8[],
      ${arrayLiteral(probes.map(({ record, isMain }) => (isMain ? (record.match.repeatSeconds ?? null) : null)))}::float8[],
      ${arrayLiteral(probes.map(({ record }) => record.match.id ?? null))}::text[]
    ) as incoming (number, match_key, at, started_at, device_started_at, tolerance_seconds, repeat_seconds, provider_id)
    cross join lateral (
      select told.item_id, told.occurred_at, told.source = ${source} as is_repeat,
        case
          when incoming.started_at is null then least(${apart('told.occurred_at', 'incoming.at')}, ${apart('told.started_at', 'incoming.at')})
          when told.started_at is null then least(${apart('told.occurred_at', 'incoming.at')}, ${apart('told.occurred_at', 'incoming.started_at')})
          else ${apart('told.occurred_at', 'incoming.at')}
        end as distance,
        case when told.source = ${source} then incoming.repeat_seconds
          else incoming.tolerance_seconds + told.tolerance_seconds end as most,
        coalesce(${apart('told.started_at', 'incoming.started_at')},
          case when told.started_at is null and incoming.started_at is null then 0 end) as start_distance
      from media_deliveries as told
      where told.match_key = incoming.match_key and told.user_id = ${whose.userId} and told.platform = ${whose.platform}
        and told.occurred_at between coalesce(incoming.started_at, incoming.at) - make_interval(secs => incoming.tolerance_seconds + ${WIDEST_TOLERANCE_SECONDS}::float8)
          and incoming.at + make_interval(secs => incoming.tolerance_seconds + ${WIDEST_TOLERANCE_SECONDS}::float8
            + case when incoming.started_at is null then ${LONGEST_PLAY_SECONDS}::float8 else 0 end)
      -- Keeps the planner to one look at the index for each; unanalysed, it reads the whole table instead.
      offset 0
    ) as delivery
    where delivery.distance <= delivery.most
      and (not delivery.is_repeat or delivery.start_distance <= delivery.most)
      and not exists (
        select from media_deliveries as told
        where told.item_id = delivery.item_id
          and case when delivery.is_repeat
            then told.source = ${source} and ${apart('told.device_started_at', 'incoming.device_started_at')} > delivery.most
            else told.source = ${source} or told.provider_id <> incoming.provider_id end
      )
    group by incoming.number, delivery.item_id, delivery.is_repeat`.execute(trx)
  return rows.map(({ number, item_id, distance, shared_keys, item_at, precedence, is_repeat }) => ({
    number,
    itemId: item_id,
    recordAt: timeOf(records[number]),
    itemAt: item_at * 1000,
    distance,
    sharedKeys: shared_keys,
    precedence,
    isRepeat: is_repeat,
  }))
}

interface CandidateRow {
  readonly number: number
  readonly item_id: number
  readonly is_repeat: boolean
  readonly distance: number
  readonly shared_keys: number
  readonly item_at: number
  readonly precedence: number
}

function timeOf(record: MatchableRecord | undefined): number {
  return record === undefined ? 0 : Date.parse(comparedTime(record).at)
}
