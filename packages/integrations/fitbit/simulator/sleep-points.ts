import { momentAt, type PointsContext, type SimulatedPoint } from './point.ts'
import { lengthOf } from './sleep.ts'
import type { KnownDay, KnownSleep } from './tracker.ts'
import type { Writer } from './writing.ts'

/** A day's sleeps, latest first. An ongoing one has no end, and is filtered as if it ended now. */
export function* sleepPoints(
  { sleeps, syncedUntil }: KnownDay,
  { person, write }: PointsContext,
): Generator<SimulatedPoint> {
  for (const sleep of sleeps.toSorted((one, other) => other.start - one.start)) {
    const end = sleep.state === 'going-on' ? syncedUntil : sleep.end
    yield {
      moment: momentAt(end, person.timeZone),
      point: {
        name: `users/me/dataTypes/sleep/dataPoints/${sleep.id}`,
        dataSource:
          sleep.platform === 'FITBIT'
            ? { recordingMethod: 'DERIVED', device: { displayName: 'Charge 6' }, platform: 'FITBIT' }
            : { recordingMethod: 'UNKNOWN', platform: 'HEALTH_CONNECT' },
        '*': sleepOf(sleep, write),
      },
      isDuplicate: sleep.platform !== 'FITBIT',
    }
  }
}

function sleepOf(sleep: KnownSleep, write: Writer): object {
  const { start, end, state, type, updatedAt } = sleep
  const times = { createTime: write.timestamp(start), updateTime: write.timestamp(updatedAt) }
  const begun = {
    startTime: write.timestamp(start),
    startUtcOffset: write.offset(start),
    civilStartTime: write.civil(start),
  }
  if (state === 'going-on') return { interval: begun, type, metadata: { processed: false }, ...times }
  const interval = {
    ...begun,
    endTime: write.timestamp(end),
    endUtcOffset: write.offset(end),
    civilEndTime: write.civil(end),
  }
  if (state === 'processing') return { interval, type, metadata: { processed: false }, ...times }
  return {
    interval,
    type,
    stages: stagesOf(sleep, write),
    metadata: {
      ...(type === 'STAGES' ? { stagesStatus: 'SUCCEEDED' } : { stagesStatus: 'REJECTED_NAP' }),
      processed: true,
      // ProtoJSON omits false.
      ...(sleep.isMain && { mainSleep: true }),
      ...(sleep.isNap && { nap: true }),
      ...(sleep.isEdited && { manuallyEdited: true }),
    },
    summary: summaryOf(sleep, write),
    ...times,
  }
}

function stagesOf({ start, stages, updatedAt }: KnownSleep, write: Writer): readonly object[] {
  let time = start
  return stages.map(({ type, minutes }) => {
    const begun = time
    time += minutes * 60_000
    return {
      startTime: write.timestamp(begun),
      startUtcOffset: write.offset(begun),
      endTime: write.timestamp(time),
      endUtcOffset: write.offset(time),
      type,
      createTime: write.timestamp(updatedAt),
      updateTime: write.timestamp(updatedAt),
    }
  })
}

function summaryOf({ start, end, minutesAsleep, stages }: KnownSleep, write: Writer): object {
  const byType = Map.groupBy(stages, ({ type }) => type)
  return {
    minutesInSleepPeriod: write.int64((end - start) / 60_000),
    minutesAfterWakeUp: write.int64(0),
    minutesToFallAsleep: write.int64(0),
    minutesAsleep: write.int64(minutesAsleep),
    minutesAwake: write.int64(lengthOf(stages) - minutesAsleep),
    stagesSummary: [...byType].map(([type, of]) => ({
      type,
      minutes: write.int64(lengthOf(of)),
      count: write.int64(of.length),
    })),
  }
}
