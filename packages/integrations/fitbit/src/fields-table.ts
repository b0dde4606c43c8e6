import type { MetricField } from '@tributary/integration-kit'

type Fields = Readonly<Record<string, MetricField>>

/** The metrics of each stream, with their names for people. */
export const ACTIVITY_FIELDS = {
  steps: { label: 'Steps', unit: 'steps', type: 'number', continues: 'google-fit.steps' },
  distance: { label: 'Distance', unit: 'km', type: 'number', continues: 'google-fit.distance' },
  activeZoneMinutes: { label: 'Active Zone Minutes', unit: 'min', type: 'number' },
  calories: { label: 'Calories burned', unit: 'kcal', type: 'number', continues: 'google-fit.calories' },
} as const satisfies Fields

export const VITALS_FIELDS = {
  restingHeartRate: { label: 'Resting heart rate', unit: 'bpm', type: 'number' },
  heartRateVariability: { label: 'Heart rate variability', unit: 'ms', type: 'number' },
  oxygenSaturation: { label: 'Oxygen saturation (SpO2)', unit: '%', type: 'number' },
  breathingRate: { label: 'Breathing rate', unit: 'breaths/min', type: 'number' },
} as const satisfies Fields

export const CARDIO_FIELDS = {
  vo2Max: { label: 'VO2 max', unit: 'ml/kg/min', type: 'number' },
} as const satisfies Fields

export const WEIGHT_FIELDS = {
  weight: { label: 'Weight', unit: 'kg', type: 'number', continues: 'google-fit.weight' },
} as const satisfies Fields
