import {
  dailyMetricStream,
  defineIntegration,
  type Integration,
  type MetricField,
  measurementStream,
  noAuth,
  type Page,
  type SyncContext,
} from '@tributary/integration-kit'

type Pages = (context: SyncContext) => AsyncIterable<Page<never>>

/** The pages of the next sync, by stream; set by each test. */
export type Script = Record<string, Pages>

const ACTIVITY: Record<string, MetricField> = {
  steps: { label: 'Steps', unit: 'steps', type: 'number' },
  restingHeartRate: { label: 'Resting heart rate', unit: 'bpm', type: 'number' },
  note: { label: 'Note', type: 'text' },
  worn: { label: 'Worn', type: 'boolean' },
}

const SLEEP: Record<string, MetricField> = {
  sleepLength: { label: 'Time asleep', unit: 'minutes', type: 'number' },
  bedTime: { label: 'Bed time', type: 'time' },
  wakeUpTime: { label: 'Wake-up time', type: 'time' },
}

/** An integration with two streams of daily metrics and one of measurements, whose pages are set by the current test. */
export function scriptedBracelet(name: string, script: Script = {}): Integration {
  const syncOf = (id: string): Pages =>
    async function* (context) {
      yield* script[id]?.(context) ?? []
    }
  return defineIntegration({
    name,
    displayName: 'Bracelet',
    version: '1.0.0',
    description: 'For tests.',
    auth: noAuth,
    streams: [
      dailyMetricStream({
        id: 'daily-activity',
        displayName: 'Activity',
        fields: ACTIVITY,
        sync: syncOf('daily-activity'),
      }),
      dailyMetricStream({ id: 'sleep', displayName: 'Sleep', fields: SLEEP, sync: syncOf('sleep') }),
      measurementStream({
        id: 'heart-rate',
        displayName: 'Heart rate',
        fields: { heartRate: { label: 'Heart rate', unit: 'bpm' }, mood: { label: 'Mood' } },
        sync: syncOf('heart-rate'),
      }),
    ],
    unavailable: {
      cardioLoad: {
        label: 'Cardio load',
        type: 'number',
        reason: 'The maker keeps it to its own app.',
      },
    },
  })
}

export const bracelet = scriptedBracelet('bracelet')
