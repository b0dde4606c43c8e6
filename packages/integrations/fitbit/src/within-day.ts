import { measurementStream, type ProviderHttp, type RejectedRecord } from '@tributary/integration-kit'
import { type MeasurementsRead, syncMeasurements } from '@tributary/integration-kit/daily'
import { membersOf, numberOf } from '@tributary/integration-kit/values'
import { reconciledPoints } from './api.ts'
import type { DataPoint } from './api-shapes.ts'
import { readSettledClock } from './clock.ts'
import { MEASUREMENTS } from './measurements-table.ts'

const OFF = 'Each day takes a request of its own. Switch it on if the value of each day is not enough.'

type Kind = (typeof MEASUREMENTS)[keyof typeof MEASUREMENTS]

/** Measurements that Google merges over devices: a phone and a watch count the same step. */
export const withinDay = Object.entries(MEASUREMENTS).map(([metric, kind]) =>
  measurementStream({
    id: kind.stream,
    displayName: kind.displayName,
    fields: { [metric]: { label: kind.label, unit: kind.unit } },
    scopes: [kind.scope],
    offByDefault: OFF,
    async *sync(context) {
      const clock = await readSettledClock(context)
      yield* syncMeasurements(context, {
        clock,
        read: (from, to) => readPoints(context.http, { ...kind, metric }, { from, to }),
      })
    },
  }),
)

/** In Google's order: latest first. */
async function* readPoints(
  http: ProviderHttp,
  kind: Kind & { readonly metric: string },
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<MeasurementsRead> {
  const { type, metric, unit, filter: time } = kind
  const filter = `${time} >= "${new Date(from).toISOString()}" AND ${time} < "${new Date(to).toISOString()}"`
  let before = to
  for await (const page of reconciledPoints(http, { type, filter })) {
    const rejected: RejectedRecord[] = [...page.rejected]
    const records = page.items.flatMap((point) => {
      const { at, value } = read(point, kind)
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

/** A zero is a value only of counts. */
function read(
  point: DataPoint,
  { payload, time: [outer, inner], value: name, per, digits, isZeroOmitted }: Kind,
) {
  const found = membersOf(point[payload])
  const hasPayload = point[payload] !== undefined
  const number =
    numberOf(found[name]) ?? (isZeroOmitted && hasPayload && found[name] === undefined ? 0 : undefined)
  const isPossible = number !== undefined && (number > 0 || isZeroOmitted)
  return {
    at: String(membersOf(found[outer])[inner]),
    value: isPossible ? Math.round((number / per) * 10 ** digits) / 10 ** digits : undefined,
  }
}
