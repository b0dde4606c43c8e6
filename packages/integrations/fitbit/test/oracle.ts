import { type Person, type SimulatedSleep, simulatedDay } from '../simulator/index.ts'

type Expected = Readonly<Record<string, string | number>>

/** What the days of a person have to be stored as once they are over, told from the made-up days alone. */
export function expectedOf(person: Person, dates: readonly string[], fields: readonly string[]): Expected {
  const expected: Record<string, string | number> = {}
  for (const date of dates) {
    const day = simulatedDay(person, date)
    if (day === undefined) continue
    const { fatBurn, cardio, peak } = day.zoneMinutes
    const zones = fatBurn + cardio + peak
    const grams = day.weighings.map((weighing) => weighing.grams)
    const night = day.sleeps.find((sleep) => sleep.isMain)
    const byWatch = day.sleeps.filter((sleep) => sleep.platform === 'FITBIT')
    const values: Record<string, string | number | undefined> = {
      steps: day.steps,
      distance: Number((day.millimeters / 1_000_000).toFixed(3)),
      activeZoneMinutes: zones === 0 ? undefined : zones,
      calories: Math.round(day.kilocalories),
      restingHeartRate: day.restingHeartRate,
      heartRateVariability: tenths(day.heartRateVariability || day.deepSleepVariability),
      oxygenSaturation: day.oxygenSaturation,
      breathingRate: day.breathsPerMinute,
      vo2Max: day.vo2Max === undefined ? undefined : tenths(day.vo2Max),
      weight:
        grams.length === 0 ? undefined : hundredths(grams.reduce((a, b) => a + b) / grams.length / 1000),
      sleepLength: byWatch.reduce((sum, { minutesAsleep }) => sum + minutesAsleep, 0),
      bedTime: night && shownAt(night.start, person),
      wakeUpTime: night && shownAt(night.end, person),
    }
    for (const field of fields) {
      const value = values[field]
      if (value !== undefined) expected[`${field} ${date}`] = value
    }
  }
  return expected
}

/** `HH:MM` on the person's clock, by the time zone data of the platform. */
export function shownAt(time: number, { timeZone }: Pick<Person, 'timeZone'>): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(time)
}

export function nightOf(person: Person, date: string): SimulatedSleep {
  const night = simulatedDay(person, date)?.sleeps.find((sleep) => sleep.isMain)
  if (night === undefined) throw new Error(`the tracker was not worn on ${date}`)
  return night
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
