import type { Stream } from '@tributary/integration-kit'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { Transaction } from 'kysely'
import type { RecordSink } from '../record-sink.ts'
import type { JobsTables } from '../tables.ts'
import { isGivenUp, MAX_GAP_ATTEMPTS } from './gap-policy.ts'

/** A stream that a back-fill could not read. */
interface UnreadStream {
  readonly userId: string
  readonly integration: string
  readonly connectionId: string | null
  readonly stream: Stream
  readonly window: DateRange
  readonly message: string
}

/** The message about dates for which this back-fill was the last attempt; `undefined` if it was not the last. */
export async function describeGivenUp(
  trx: Transaction<JobsTables>,
  sink: RecordSink,
  { userId, integration, connectionId, stream, window, message }: UnreadStream,
): Promise<string | undefined> {
  const query = { userId, integration, connectionId, streams: [stream.id], range: window }
  const gaps = (await sink.listGaps?.(trx, query)) ?? []
  const dates = gaps
    .filter((gap) => isGivenUp(gap) && gap.attempts === MAX_GAP_ATTEMPTS)
    .map(({ date }) => date)
    .filter((date) => date >= window.startDate && date <= window.endDate)
    .toSorted()
  const [first] = dates
  const last = dates.at(-1)
  if (first === undefined || last === undefined) return undefined
  const when = first === last ? first : `${first} to ${last}`
  return `${stream.displayName}, ${when}: refused ${MAX_GAP_ATTEMPTS} times and no longer retried automatically. ${message} Sync these dates to retry.`
}
