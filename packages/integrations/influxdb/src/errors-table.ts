import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** By status: https://docs.influxdata.com/influxdb/v2/api/#operation/PostWrite */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    // Of a batch with such points, InfluxDB 3 and Cloud store the others.
    errors: [400],
    code: 'invalid_data',
    message:
      'InfluxDB refused points: their values have another type than those before, or the time is out of range.',
  },
  {
    errors: [401],
    code: 'auth_expired',
    message: 'InfluxDB rejected the token: enter another one.',
  },
  {
    errors: [403],
    code: 'permission_denied',
    message: 'The token may not write to the bucket.',
  },
  {
    errors: [404],
    code: 'bad_configuration',
    message: 'There is no such bucket or organization: create it, or correct its name.',
  },
  {
    errors: [413],
    code: 'invalid_data',
    message: 'InfluxDB refused the size of a point.',
  },
  {
    errors: [422],
    code: 'invalid_data',
    message: 'InfluxDB refused points outside of the time that the bucket keeps.',
  },
  {
    errors: [429],
    code: 'rate_limit',
    message: 'InfluxDB asks to write less.',
  },
]
