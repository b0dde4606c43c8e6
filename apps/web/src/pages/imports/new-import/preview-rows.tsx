import { useLingui } from '@lingui/react/macro'
import { Table } from '@mantine/core'
import type { ImportsPreviewRow } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { isLocalDate } from '../../../i18n/local-dates.ts'
import { useMemberLabel } from './member-label.ts'
import { previewColumns } from './preview-columns.ts'

/** The first records of a file, as they will be. */
export function PreviewRows({ rows }: { rows: readonly ImportsPreviewRow[] }) {
  const { t } = useLingui()
  const label = useMemberLabel()
  const value = useMemberValue()
  if (rows.length === 0) return null
  const columns = previewColumns(rows)
  return (
    <Table.ScrollContainer
      minWidth={columns.length * 120}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={t`Preview`}
    >
      <Table captionSide="top">
        <Table.Caption>{t`The first records, as they will be`}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((name) => (
              <Table.Th key={name}>{label(name)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ record, stream }, index) => (
            // Records of a file may be alike in every member.
            // oxlint-disable-next-line react/no-array-index-key
            <Table.Tr key={`${stream} ${index}`}>
              {columns.map((name) => (
                <Table.Td key={name}>{value(name, record[name])}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function useMemberValue(): (name: string, value: unknown) => string {
  const formats = useFormats()
  return (name, value) => {
    if (typeof value === 'number') return formats.number(value)
    if (typeof value === 'boolean') return value ? '✓' : '–'
    if (typeof value !== 'string') return ''
    // By the name of the member: a title may look like a date, even like one that the calendar does not have.
    if (/(^a|A)t$/.test(name) && !Number.isNaN(Date.parse(value))) return formats.dateTime(value)
    return /(^date|On)$/.test(name) && isLocalDate(value) ? formats.date(value) : value
  }
}
