import { measurementStream, type ProviderHttp, type RejectedRecord } from '@tributary/integration-kit'
import { type MeasurementsRead, syncMeasurements } from '@tributary/integration-kit/daily'
import { numberOf } from '@tributary/integration-kit/values'
import { reconciledPoints } from './api.ts'
import type { DataPoint } from './api-shapes.ts'
import { readSettledClock } from './clock.ts'
import { SCOPES } from './data-types-table.ts'

/** A kind of measurement that Google merges over devices: a phone and a watch count the same step. */
interface Kind {
  readonly type: 'steps' | 'weight'
  /** By which it is filtered. */
  readonly time: string
  readonly metric: string
  readonly unit: string
  read(point: DataPoint): { readonly at: string | undefined; readonly value: number | undefined }
}

const STEPS: Kind = {
  type: 'steps',
  time: 'steps.interval.start_time',
  metric: 'countedSteps',
  unit: 'steps',
  // ProtoJSON omits a count of zero.
  read: ({ steps }) => ({ at: steps?.interval?.startTime, value: numberOf(steps?.count ?? 0) }),
}

const WEIGHT: Kind = {
  type: 'weight',
  time: 'weight.sample_time.physical_time',
  metric: 'measuredWeight',
  unit: 'kg',
  read: ({ weight }) => {
    const grams = numberOf(weight?.weightGrams)
    return { at: weight?.sampleTime?.physicalTime, value: grams ? Math.round(grams / 10) / 100 : undefined }
  },
}

const OFF = 'Each day takes a request of its own. Switch it on if the value of each day is not enough.'

function stream(kind: Kind, named: { id: string; displayName: string; label: string; scope: string }) {
  return measurementStream({
    id: named.id,
    displayName: named.displayName,
    fields: { [kind.metric]: { label: named.label, unit: kind.unit } },
    scopes: [named.scope],
    offByDefault: OFF,
    async *sync(context) {
      const clock = await readSettledClock(context)
      yield* syncMeasurements(context, {
        clock,
        read: (from, to) => readPoints(context.http, kind, { from, to }),
      })
    },
  })
}

export const withinDay = [
  stream(STEPS, {
    id: 'steps-within-the-day',
    displayName: 'Steps within the day',
    label: 'Steps, counted',
    scope: SCOPES.activity,
  }),
  stream(WEIGHT, {
    id: 'weighings',
    displayName: 'Weight, each time',
    label: 'Weight, each time',
    scope: SCOPES.healthMetrics,
  }),
]

/** In Google's order: latest first. */
async function* readPoints(
  http: ProviderHttp,
  { type, time, metric, unit, read }: Kind,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<MeasurementsRead> {
  const filter = `${time} >= "${new Date(from).toISOString()}" AND ${time} < "${new Date(to).toISOString()}"`
  let before = to
  for await (const page of reconciledPoints(http, { type, filter })) {
    const rejected: RejectedRecord[] = [...page.rejected]
    const records = page.items.flatMap((point) => {
      const { at = '', value } = read(point)
      const instant = Date.parse(at)
      if (Number.isNaN(instant) || value === undefined || value < 0) {
        rejected.push({ reason: `A point of ${type} without a time or a value.`, raw: point })
        return []
      }
      // One millisecond later, so that others of the same instant are not skipped.
      before = Math.min(before, Math.max(instant, from) + 1)
      return [{ externalId: `${type}|${at}`, metric, measuredAt: at, value, unit }]
    })
    yield { records, rejected, before }
  }
}
