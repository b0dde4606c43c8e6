import type { RejectedRecord } from '@tributary/integration-kit'
import { numberOf } from '@tributary/integration-kit/values'
import { Check } from 'typebox/value'
import { type Sleep, SleepStages } from './api-shapes.ts'

const ASLEEP: ReadonlySet<string | undefined> = new Set(['ASLEEP', 'LIGHT', 'DEEP', 'REM'])

/** How long a person slept, and the impossible values that were ignored. */
export interface MinutesAsleep {
  readonly minutesAsleep: number | undefined
  readonly problem: RejectedRecord | undefined
}

/** By the summary, else by the stages; limited by the duration of the sleep in minutes. */
export function minutesAsleepOf(sleep: Sleep, minutes: number): MinutesAsleep {
  const bySummary = numberOf(sleep.summary?.minutesAsleep)
  const candidates = [bySummary, minutesOfStages(sleep.stages)]
  // Google rounds to minutes.
  const minutesAsleep = candidates.find((each) => each !== undefined && each >= 0 && each <= minutes + 1)
  const said = sleep.summary?.minutesAsleep ?? (hasStages(sleep.stages) ? 'by its stages' : undefined)
  if (minutesAsleep !== undefined || said === undefined) return { minutesAsleep, problem: undefined }
  const told = typeof said === 'string' || typeof said === 'number' ? said : 'of another shape'
  const reason = `The minutes asleep (${told}) do not fit a sleep of ${Math.round(minutes)} minutes and are omitted.`
  return { minutesAsleep, problem: { reason, raw: { sleep } } }
}

function hasStages(stages: unknown): boolean {
  return stages !== undefined && !(Array.isArray(stages) && stages.length === 0)
}

/** Minutes of the stages asleep, as in the summary. */
function minutesOfStages(stages: unknown): number | undefined {
  if (!Check(SleepStages, stages) || stages.length === 0) return undefined
  const milliseconds = stages
    .filter(({ type }) => ASLEEP.has(type))
    .map(({ startTime, endTime }) => Date.parse(endTime) - Date.parse(startTime))
    .reduce((sum, length) => sum + length, 0)
  return Number.isNaN(milliseconds) ? undefined : Math.round(milliseconds / 60_000)
}
