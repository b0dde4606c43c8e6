import { chanceOf } from './random.ts'
import { type SimulatedSleep, simulatedSleeps } from './sleep.ts'

/** A person with a tracker. The same person always has the same days. */
export interface Person {
  readonly seed: number
  /** IANA */
  readonly timeZone: string
  /** When the tracker was bought: there is no earlier data. */
  readonly firstDate: string
  readonly usualSteps: number
  /** In grams. */
  readonly usualWeight: number
  readonly usualRestingHeartRate: number
  /** Minutes by which the bed time is later than average. */
  readonly lateness: number
}

/** The data of a day, once it is over and completely synced. */
export interface SimulatedDay {
  readonly date: string
  readonly steps: number
  readonly millimeters: number
  /** Minutes as counted by Google: cardio and peak count double. */
  readonly zoneMinutes: { readonly fatBurn: number; readonly cardio: number; readonly peak: number }
  readonly kilocalories: number
  readonly restingHeartRate: number
  /** In milliseconds; 0 if only deep sleep was measured. */
  readonly heartRateVariability: number
  readonly deepSleepVariability: number
  readonly oxygenSaturation: number | undefined
  readonly breathsPerMinute: number
  readonly vo2Max: number | undefined
  readonly weighings: readonly { readonly minutes: number; readonly grams: number }[]
  /** The sleeps that end on this date. */
  readonly sleeps: readonly SimulatedSleep[]
}

/** Creates a person from a seed. */
export function simulatedPerson(
  seed: number,
  { timeZone, firstDate }: { readonly timeZone: string; readonly firstDate: string },
): Person {
  const chance = chanceOf(seed, 'person')
  return {
    seed,
    timeZone,
    firstDate,
    usualSteps: chance.between(6500, 11_000),
    usualWeight: chance.between(58_000, 92_000),
    usualRestingHeartRate: chance.between(54, 66),
    lateness: chance.between(-20, 40),
  }
}

/** A person's day; `undefined` if the tracker was not worn, or not bought yet. */
export function simulatedDay(person: Person, date: string): SimulatedDay | undefined {
  if (date < person.firstDate) return undefined
  const chance = chanceOf(person.seed, date)
  if (chance.next() < 0.03) return undefined
  // A yearly cycle, with the highest fitness in late summer.
  const season = Math.sin((Date.parse(date) / 86_400_000 / 365.25) * 2 * Math.PI)
  const weekday = new Date(date).getUTCDay()
  const isSporty = chance.next() < (weekday === 2 || weekday === 6 ? 0.7 : 0.25)
  const steps = Math.max(
    400,
    Math.round(person.usualSteps * (1 + 0.1 * season + 0.3 * chance.swing()) + (isSporty ? 3500 : 0)),
  )
  const zoneMinutes = zonesOf(isSporty, chance.next())
  const strain = isSporty ? 1 : 0
  return {
    date,
    steps,
    millimeters: Math.round(steps * (690 + 25 * chance.swing())),
    zoneMinutes,
    kilocalories: round(1650 + steps * 0.045 + 4 * strain * zoneMinutes.cardio + 20 * chance.swing(), 2),
    restingHeartRate: Math.round(person.usualRestingHeartRate - 2 * season + 1.6 * chance.swing()),
    ...variability(round(38 + 6 * season - 4 * strain + 7 * chance.swing(), 3), chance.next()),
    oxygenSaturation: chance.next() < 0.1 ? undefined : round(96.2 + 0.9 * chance.swing(), 1),
    breathsPerMinute: round(14.6 + 0.8 * chance.swing(), 1),
    vo2Max: chance.next() < 0.6 ? undefined : round(43 + 2 * season + 0.4 * chance.swing(), 2),
    weighings: weighings(person, date),
    sleeps: simulatedSleeps(person, date),
  }
}

function zonesOf(isSporty: boolean, chance: number): SimulatedDay['zoneMinutes'] {
  const fatBurn = Math.round(chance * 30)
  return isSporty
    ? { fatBurn: fatBurn + 14, cardio: 2 * Math.round(5 + chance * 18), peak: 2 * Math.round(chance * 5) }
    : { fatBurn, cardio: 0, peak: 0 }
}

function variability(
  milliseconds: number,
  chance: number,
): Pick<SimulatedDay, 'heartRateVariability' | 'deepSleepVariability'> {
  return {
    heartRateVariability: chance < 0.04 ? 0 : milliseconds,
    deepSleepVariability: round(milliseconds * 0.93, 3),
  }
}

/** About every third morning, twice on some. A slow cycle over months, plus variation by water. */
function weighings(person: Person, date: string): SimulatedDay['weighings'] {
  const chance = chanceOf(person.seed, date, 'scale')
  if (chance.next() > 0.35) return []
  const days = Date.parse(date) / 86_400_000
  const grams = person.usualWeight + 1400 * Math.sin(days / 60) + 900 * Math.sin(days / 17)
  const times = chance.next() < 0.1 ? [7 * 60 + 12, 21 * 60 + 40] : [7 * 60 + chance.between(0, 40)]
  return times.map((minutes) => ({ minutes, grams: Math.round((grams + 300 * chance.swing()) / 100) * 100 }))
}

/** Beats per minute at an instant of a day: low at night, higher by day, with occasional walks. */
export function simulatedHeartRate(person: Person, time: number, isAsleep: boolean): number {
  const chance = chanceOf(person.seed, time, 'beat')
  const quarter = chanceOf(person.seed, Math.floor(time / 900_000), 'quarter')
  const base = isAsleep
    ? person.usualRestingHeartRate - 4
    : person.usualRestingHeartRate + 14 + (quarter.next() < 0.12 ? 45 : quarter.between(0, 18))
  return Math.round(base + 3 * chance.swing())
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
