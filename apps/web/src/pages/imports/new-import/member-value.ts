import { useQuery } from '@tanstack/react-query'
import type { ImportsPreviewRow } from '@tributary/client'
import { integrationQuery } from '../../../api/integrations.ts'
import { MEDIA_TYPES } from '../../../components/media-types.ts'
import { useMediaTypeNames } from '../../../components/use-media-type-names.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { isLocalDate } from '../../../i18n/local-dates.ts'
import { isTextList } from './preview-columns.ts'

type Record = ImportsPreviewRow['record']

/** A member of a record for people: metrics, types of events and of media by their names, values with their units. */
export function useMemberValue(integration: string): (name: string, record: Record) => string {
  const formats = useFormats()
  const mediaTypeName = useMediaTypeNames()
  const { data } = useQuery(integrationQuery(integration))
  const metricOf = ({ field }: Record) =>
    data?.metrics.find(({ metric }) => metric === `${integration}.${String(field)}`)
  const typeName = (type: string) => {
    const media = MEDIA_TYPES.find((each) => each === type)
    const event = data?.eventTypes.find((each) => each.type === type)
    return event?.label ?? (media === undefined ? type : mediaTypeName(media))
  }
  const text = (name: string, value: string, record: Record) => {
    if (name === 'field') return metricOf(record)?.label ?? value
    if (name === 'type') return typeName(value)
    // By the name of the member: a title may look like a date, even like one that the calendar does not have.
    if (/(^a|A)t$/.test(name) && !Number.isNaN(Date.parse(value))) return formats.dateTime(value)
    return /(^date|On)$/.test(name) && isLocalDate(value) ? formats.date(value) : value
  }
  return (name, record) => {
    const value = record[name]
    if (typeof value === 'number') {
      const unit = name === 'value' ? metricOf(record)?.unit : undefined
      return unit == null ? formats.number(value) : `${formats.number(value)} ${unit}`
    }
    if (typeof value === 'boolean') return value ? '✓' : '–'
    if (isTextList(value)) return value.join(', ')
    return typeof value === 'string' ? text(name, value, record) : ''
  }
}
