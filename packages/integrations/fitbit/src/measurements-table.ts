import { SCOPES } from './data-types-table.ts'

/**
 * The kinds of measurement that Google merges over devices, with Google's names of them: a change of a name is a change of this table.
 *
 * `time` and `value` are members of the payload of a point. `unit`: what one of ours is in Google's.
 * @see https://developers.google.com/health/data-types/vitals
 * @see https://health.googleapis.com/$discovery/rest?version=v4
 */
export const MEASUREMENTS = {
  countedSteps: {
    stream: 'steps-within-the-day',
    displayName: 'Steps within the day',
    label: 'Steps, counted',
    unit: 'steps',
    scope: SCOPES.activity,
    type: 'steps',
    payload: 'steps',
    filter: 'steps.interval.start_time',
    time: ['interval', 'startTime'],
    value: 'count',
    per: 1,
    digits: 0,
    // ProtoJSON omits a count of zero.
    isZeroOmitted: true,
  },
  measuredWeight: {
    stream: 'weighings',
    displayName: 'Weight, each time',
    label: 'Weight, each time',
    unit: 'kg',
    scope: SCOPES.healthMetrics,
    type: 'weight',
    payload: 'weight',
    filter: 'weight.sample_time.physical_time',
    time: ['sampleTime', 'physicalTime'],
    value: 'weightGrams',
    per: 1000,
    digits: 2,
    isZeroOmitted: false,
  },
  measuredOxygenSaturation: {
    stream: 'oxygen-saturation-within-the-day',
    displayName: 'Oxygen saturation within the day',
    label: 'Oxygen saturation (SpO2), each time',
    unit: '%',
    scope: SCOPES.healthMetrics,
    type: 'oxygen-saturation',
    payload: 'oxygenSaturation',
    filter: 'oxygen_saturation.sample_time.physical_time',
    time: ['sampleTime', 'physicalTime'],
    value: 'percentage',
    per: 1,
    digits: 1,
    isZeroOmitted: false,
  },
  bodyTemperature: {
    stream: 'body-temperature',
    displayName: 'Body temperature',
    label: 'Body temperature, each time',
    unit: '°C',
    scope: SCOPES.healthMetrics,
    type: 'core-body-temperature',
    payload: 'coreBodyTemperature',
    filter: 'core_body_temperature.sample_time.physical_time',
    time: ['sampleTime', 'physicalTime'],
    value: 'temperatureCelsius',
    per: 1,
    digits: 2,
    isZeroOmitted: false,
  },
} as const
