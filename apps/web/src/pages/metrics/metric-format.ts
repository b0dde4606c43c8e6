import { useLingui } from '@lingui/react/macro'
import { useFormats } from '../../i18n/formats.ts'
import type { MetricValue } from './plotted-values.ts'

/** Writes values of metrics for people. */
export function useMetricFormat() {
  const { t } = useLingui()
  const { number, duration } = useFormats()
  const format = (value: number, unit: string | null) => {
    // More than an hour is told in hours; the axis and the table stay in the unit of the metric.
    if (unit === 'min' && Math.abs(value) >= 60) return duration(value * 60)
    return unit === null ? number(value) : `${number(value)} ${unit}`
  }
  return {
    number: format,
    /** A value as the API gives it. */
    value: (value: MetricValue | null, unit: string | null) => {
      if (value === null) return '–'
      if (typeof value === 'number') return format(value, unit)
      return typeof value === 'boolean' ? (value ? t`yes` : t`no`) : value
    },
  }
}
