import type { SimulatorReply, SimulatorRequest } from '@tributary/provider-simulator'
import { keeps, type Moment, readFilter } from './filter.ts'

/** A data type, `settings`, or `*` for every data type and the settings. */
export type Answered = string

type Points = readonly Readonly<Record<string, unknown>>[]

/** Overrides of the generated data: refusals, and specific points. */
export class Answers {
  readonly #refusals = new Map<Answered, SimulatorReply>()
  readonly #points = new Map<Answered, Points>()

  /** Every read of this type is refused until it is restored. */
  refuse(what: Answered, reply: SimulatorReply): void {
    this.#refusals.set(what, reply)
  }

  /** The points of a data type for every account, filtered as requested; days for a type that is rolled up. */
  deliver(type: Answered, points: Points): void {
    this.#points.set(type, points)
  }

  restore(what: Answered): void {
    this.#refusals.delete(what)
    this.#points.delete(what)
  }

  refusalOf(what: Answered): SimulatorReply | undefined {
    return this.#refusals.get(what) ?? this.#refusals.get('*')
  }

  /** The overridden points of a list that match its filter; `undefined` without an override. */
  listed(type: string, { query, now }: SimulatorRequest, kind: Parameters<typeof readFilter>[2]) {
    const points = this.#points.get(type)
    const filter = readFilter(query.get('filter'), type, kind)
    return points?.filter((point) => {
      const moment = momentOf(point, now)
      return moment === undefined || keeps(filter, moment)
    })
  }

  /** The overridden days of a roll-up from a date, inclusive, to another, exclusive. */
  rolledUp(type: string, startDate: string, endDate: string): Points | undefined {
    return this.#points.get(type)?.filter((point) => {
      const date = dateIn(point['civilStartTime'])
      return date === undefined || (date >= startDate && date < endDate)
    })
  }
}

/** The time of a point, by its end or its date; `undefined` for one without a time, which is in every response. */
function momentOf(point: Readonly<Record<string, unknown>>, now: number): Moment | undefined {
  for (const payload of Object.values(point)) {
    const { interval, sampleTime, ...daily } = membersOf(payload)
    const { endTime, endUtcOffset } = membersOf(interval)
    const { physicalTime } = membersOf(sampleTime)
    // An ongoing sleep is filtered as if it ended now.
    const end = endTime ?? physicalTime ?? (interval === undefined ? undefined : new Date(now).toJSON())
    const time = typeof end === 'string' ? Date.parse(end) : Number.NaN
    const civil = Number.isNaN(time) ? undefined : civilAt(time, endUtcOffset)
    if (civil !== undefined) return { physical: time, civil }
    const date = dateIn(daily)
    if (date !== undefined) return { physical: Date.parse(date), civil: `${date}T00:00:00` }
  }
  return undefined
}

function civilAt(time: number, offset: unknown): string | undefined {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):(\d{2})$/.exec(String(offset)) ?? []
  const iso = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
  const seconds = /^-?\d+s$/.test(String(offset)) ? Number.parseInt(String(offset), 10) : iso
  const shown = new Date(time + seconds * 1000)
  return Number.isNaN(shown.getTime()) ? undefined : shown.toISOString().slice(0, 19)
}

function dateIn(civil: unknown): string | undefined {
  const { year, month, day } = membersOf(membersOf(civil)['date'])
  if (typeof year !== 'number' || typeof month !== 'number' || typeof day !== 'number') return undefined
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
