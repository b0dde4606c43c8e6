import type { Person } from './person.ts'
import { type Chance, chanceOf } from './random.ts'
import { addDays, instantOf } from './zone.ts'

export type StageType = 'AWAKE' | 'LIGHT' | 'DEEP' | 'REM' | 'ASLEEP' | 'RESTLESS'

export interface SimulatedStage {
  readonly type: StageType
  readonly minutes: number
}

export interface SimulatedSleep {
  readonly id: string
  /** Milliseconds since 1970; whole minutes. */
  readonly start: number
  readonly end: number
  readonly type: 'STAGES' | 'CLASSIC'
  readonly isMain: boolean
  readonly isNap: boolean
  readonly stages: readonly SimulatedStage[]
  /** The recording device. A sleep from `HEALTH_CONNECT` is the same night recorded by a phone. */
  readonly platform: 'FITBIT' | 'HEALTH_CONNECT'
  /** In minutes: of all stages except awake and restless. */
  readonly minutesAsleep: number
}

/** The sleeps that end on a date: a night, sometimes a nap, and sometimes the same night recorded by a phone. */
export function simulatedSleeps(person: Person, date: string): readonly SimulatedSleep[] {
  const chance = chanceOf(person.seed, date, 'sleep')
  const sleeps = [night(person, date, chance)]
  if (chance.next() < 0.12) sleeps.push(nap(person, date, chance))
  if (chance.next() < 0.08) sleeps.push(...sleeps.slice(0, 1).map((each) => byPhone(person, date, each)))
  return sleeps
}

function night(person: Person, date: string, chance: Chance): SimulatedSleep {
  const isWeekend = [0, 6].includes(new Date(date).getUTCDay())
  // Minutes around midnight; later before free days, and after midnight on some of them.
  const bed = Math.round(-45 + (isWeekend ? 55 : 0) + 40 * chance.swing() + person.lateness)
  const start =
    bed < 0
      ? instantOf(addDays(date, -1), 1440 + bed, person.timeZone)
      : instantOf(date, bed, person.timeZone)
  const stages = nightStages(Math.round(440 + (isWeekend ? 35 : 0) + 50 * chance.swing()), chance)
  return finish({ person, date, number: 1, start }, { type: 'STAGES', stages, isMain: true, isNap: false })
}

/** Cycles of about 90 minutes: deep sleep early in the night, REM sleep late. */
function nightStages(minutes: number, chance: Chance): readonly SimulatedStage[] {
  const wanted: SimulatedStage[] = [{ type: 'AWAKE', minutes: chance.between(2, 9) }]
  for (let cycle = 0; lengthOf(wanted) < minutes; cycle += 1) {
    wanted.push(
      { type: 'LIGHT', minutes: chance.between(14, 26) },
      { type: 'DEEP', minutes: Math.max(0, chance.between(22, 32) - cycle * 6) },
      { type: 'LIGHT', minutes: chance.between(16, 30) },
      { type: 'REM', minutes: Math.min(38, 6 + cycle * 7 + chance.between(0, 7)) },
    )
    if (chance.next() < 0.6) wanted.push({ type: 'AWAKE', minutes: chance.between(1, 7) })
  }
  return cutTo(minutes, wanted)
}

/** The stages of the first minutes. */
export function cutTo(minutes: number, stages: readonly SimulatedStage[]): readonly SimulatedStage[] {
  const kept: SimulatedStage[] = []
  for (const stage of stages) {
    const taken = Math.min(stage.minutes, minutes - lengthOf(kept))
    if (taken > 0) kept.push({ ...stage, minutes: taken })
  }
  return kept
}

/** Minutes. */
export function lengthOf(stages: readonly SimulatedStage[]): number {
  return stages.reduce((sum, { minutes }) => sum + minutes, 0)
}

/** Minutes asleep. */
export function asleepIn(stages: readonly SimulatedStage[]): number {
  return lengthOf(stages.filter(({ type }) => type !== 'AWAKE' && type !== 'RESTLESS'))
}

function nap(person: Person, date: string, chance: Chance): SimulatedSleep {
  const start = instantOf(date, chance.between(13 * 60, 16 * 60), person.timeZone)
  const stages: SimulatedStage[] = [
    { type: 'ASLEEP', minutes: chance.between(18, 60) },
    { type: 'RESTLESS', minutes: chance.between(1, 6) },
  ]
  return finish({ person, date, number: 2, start }, { type: 'CLASSIC', stages, isMain: false, isNap: true })
}

function byPhone(person: Person, date: string, { start, end }: SimulatedSleep): SimulatedSleep {
  const stages: SimulatedStage[] = [{ type: 'ASLEEP', minutes: (end - start) / 60_000 - 17 }]
  const origin = { person, date, number: 3, start: start + 12 * 60_000 }
  return {
    ...finish(origin, { type: 'CLASSIC', stages, isMain: false, isNap: false }),
    platform: 'HEALTH_CONNECT',
  }
}

function finish(
  { person, date, number, start }: { person: Person; date: string; number: number; start: number },
  sleep: Pick<SimulatedSleep, 'type' | 'stages' | 'isMain' | 'isNap'>,
): SimulatedSleep {
  return {
    ...sleep,
    id: `${chanceOf(person.seed, date, 'id').between(10 ** 9, 9 * 10 ** 9)}${number}`,
    start,
    end: start + lengthOf(sleep.stages) * 60_000,
    platform: 'FITBIT',
    minutesAsleep: asleepIn(sleep.stages),
  }
}
