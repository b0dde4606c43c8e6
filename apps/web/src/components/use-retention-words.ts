import { useLingui } from '@lingui/react/macro'
import type { MetricsMeasurementRetention } from '@tributary/client'
import { useFormats } from '../i18n/formats.ts'

/** Since when measurements are kept singly, and what replaces older ones; `undefined` where all are kept. */
export function useRetentionWords(): (retention: MetricsMeasurementRetention) => string | undefined {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  return ({ keptFrom, resolution }) => {
    if (keptFrom === null || resolution === null) return undefined
    const start = dateTime(keptFrom)
    return {
      minute: t`Single measurements, like each heart rate, reach back to ${start}. Older ones are replaced within hours by a summary for each minute: the lowest, highest and average value, and how many there were.`,
      hour: t`Single measurements, like each heart rate, reach back to ${start}. Older ones are replaced within hours by a summary for each hour: the lowest, highest and average value, and how many there were.`,
      day: t`Single measurements, like each heart rate, reach back to ${start}. Older ones are replaced within hours by a summary for each day: the lowest, highest and average value, and how many there were.`,
    }[resolution]
  }
}
