import type { SimulatorReply, SimulatorRequest } from '@tributary/provider-simulator'
import { refusal } from './listenbrainz-profile.ts'
import type { SimulatedListen } from './simulated-listens.ts'

/** `GET /1/user/:name/listens`: newest first, both bounds exclusive, and at most `most`, whatever `count` requests. */
export function answerListens(
  listens: readonly SimulatedListen[],
  { query, params, dataFaults }: SimulatorRequest,
  most: number,
): SimulatorReply {
  const numbers: Record<string, number | undefined> = {}
  for (const name of ['count', 'max_ts', 'min_ts']) {
    const value = query.get(name)
    if (value !== null && !/^-?\d+$/.test(value)) return refusal(400, `Invalid ${name} argument: ${value}`)
    numbers[name] = value === null ? undefined : Number(value)
  }
  const { count = 25, max_ts: below = Number.POSITIVE_INFINITY, min_ts: above } = numbers
  if (count < 0) return refusal(400, "'count' should be a positive number")
  if (above !== undefined && below < above) return refusal(400, 'max_ts should be greater than min_ts')
  const sorted = listens.toSorted((one, other) => other.listened_at - one.listened_at)
  const found = sorted.filter((each) => each.listened_at < below && each.listened_at > (above ?? -1))
  const page = dataFaults.has('empty-page') ? [] : found.slice(0, Math.min(count, most))
  return {
    body: {
      payload: {
        count: page.length,
        user_id: params['name'],
        latest_listen_ts: sorted[0]?.listened_at ?? 0,
        oldest_listen_ts: sorted.at(-1)?.listened_at ?? 0,
        listens: dataFaults.has('duplicates') ? page.flatMap((each) => [each, each]) : page,
      },
    },
  }
}
