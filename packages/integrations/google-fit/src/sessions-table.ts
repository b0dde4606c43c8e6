/** What is no workout though the phone has noticed it. */
export const PASSIVE: readonly unknown[] = ['in_vehicle', 'still', 'unknown', 'tilting', 'exiting_vehicle']

/** The totals of a session, and what one of our unit is in theirs. */
export const TOTALS = [
  { name: 'com.google.step_count.delta', field: 'steps', unit: 1 },
  { name: 'com.google.distance.delta', field: 'distance', unit: 1000 },
  { name: 'com.google.calories.expended', field: 'calories', unit: 1 },
] as const

export const SESSION_FIELDS = {
  steps: { label: 'Steps', unit: 'steps', type: 'number' },
  distance: { label: 'Distance', unit: 'km', type: 'number' },
  calories: { label: 'Calories burned', unit: 'kcal', type: 'number' },
  minutes: { label: 'Active time', unit: 'min', type: 'number' },
  activity: { label: 'Activity', type: 'text' },
  app: { label: 'App', type: 'text' },
} as const
