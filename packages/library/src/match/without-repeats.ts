import { comparedTime, type MatchableRecord } from './matchable-record.ts'

/**
 * Divides records of one source into parts that contain no play twice: each part is written after the previous ones can be
 * found in the database. Usually there is one part.
 */
export function withoutRepeats(records: readonly MatchableRecord[]): readonly MatchableRecord[][] {
  const parts: { readonly records: MatchableRecord[]; readonly byKey: Map<string, MatchableRecord[]> }[] = []
  for (const record of records) {
    const { keys, repeatSeconds } = record.match
    let part = parts.find(
      ({ byKey }) =>
        repeatSeconds === undefined ||
        !keys.some((key) => byKey.get(key)?.some((other) => isRepeat(record, other))),
    )
    if (part === undefined) {
      part = { records: [], byKey: new Map() }
      parts.push(part)
    }
    part.records.push(record)
    for (const key of keys) {
      const sameKey = part.byKey.get(key)
      if (sameKey === undefined) part.byKey.set(key, [record])
      else sameKey.push(record)
    }
  }
  return parts.map((part) => part.records)
}

function isRepeat(record: MatchableRecord, other: MatchableRecord): boolean {
  const within = (one: string | null | undefined, another: string | null | undefined) =>
    one != null &&
    another != null &&
    Math.abs(Date.parse(one) - Date.parse(another)) <= (record.match.repeatSeconds ?? 0) * 1000
  const [time, otherTime] = [comparedTime(record), comparedTime(other)]
  if (!within(time.at, otherTime.at)) return false
  if (time.startedAt !== otherTime.startedAt && !within(time.startedAt, otherTime.startedAt)) return false
  const [device, otherDevice] = [record.match.deviceStartedAt, other.match.deviceStartedAt]
  return device === undefined || otherDevice === undefined || within(device, otherDevice)
}
