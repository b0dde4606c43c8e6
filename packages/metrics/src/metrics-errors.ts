import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const metricsErrors = defineErrors({
  METRICS_EVENT_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such event' },
  METRICS_TEMPLATE_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such metric template' },
  METRICS_USER_GONE: { status: 401, kind: 'config', title: 'The user this is for has been deleted' },
  METRICS_UNKNOWN_METRIC: { status: 400, kind: 'config', title: 'There is no such metric' },
  METRICS_UNKNOWN_STREAM: { status: 400, kind: 'config', title: 'There is no such integration or stream' },
  METRICS_UNKNOWN_ORIGIN: { status: 400, kind: 'config', title: 'Unknown origin of values' },
  METRICS_BAD_RANGE: { status: 400, kind: 'config', title: 'The range of dates cannot be answered' },
  METRICS_BAD_FUNCTION: { status: 400, kind: 'config', title: 'The metric cannot be aggregated like that' },
  METRICS_BAD_VALUE: { status: 400, kind: 'config', title: 'The value does not fit the metric' },
  METRICS_BAD_TEMPLATE: {
    status: 400,
    kind: 'config',
    title: 'The metric template cannot be kept like that',
  },
  METRICS_MANUAL_CONFLICT: {
    status: 409,
    kind: 'config',
    title: 'A manual metric of that name is of another type or unit',
  },
  METRICS_TOO_MANY_TEMPLATES: { status: 409, kind: 'config', title: 'There are too many metric templates' },
})
