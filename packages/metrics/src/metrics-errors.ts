import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const metricsErrors = defineErrors({
  METRICS_EVENT_NOT_FOUND: { status: 404, kind: 'config', title: 'Event not found' },
  METRICS_METRIC_NOT_FOUND: { status: 404, kind: 'config', title: 'Metric not found' },
  METRICS_VALUE_NOT_FOUND: { status: 404, kind: 'config', title: 'No value was entered' },
  METRICS_PREFERENCE_NOT_FOUND: { status: 404, kind: 'config', title: 'No order was set' },
  METRICS_TEMPLATE_NOT_FOUND: { status: 404, kind: 'config', title: 'Metric template not found' },
  METRICS_USER_GONE: { status: 401, kind: 'config', title: 'The user has been deleted' },
  METRICS_UNKNOWN_METRIC: { status: 400, kind: 'config', title: 'Unknown metric' },
  METRICS_UNKNOWN_ORIGIN: { status: 400, kind: 'config', title: 'Unknown origin' },
  METRICS_BAD_FUNCTION: { status: 400, kind: 'config', title: 'The metric does not support this aggregate' },
  METRICS_BAD_VALUE: { status: 400, kind: 'config', title: 'The value does not fit the metric' },
  METRICS_BAD_TEMPLATE: {
    status: 400,
    kind: 'config',
    title: 'Invalid metric template',
  },
  METRICS_MANUAL_CONFLICT: {
    status: 409,
    kind: 'config',
    title: 'The manual metric already exists with another type or unit',
  },
  METRICS_TOO_MANY_TEMPLATES: { status: 409, kind: 'config', title: 'Too many metric templates' },
})
