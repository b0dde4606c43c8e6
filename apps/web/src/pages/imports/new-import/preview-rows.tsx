import { useLingui } from '@lingui/react/macro'
import { Table } from '@mantine/core'
import type { ImportsPreviewRow } from '@tributary/client'
import { useMemberLabel } from './member-label.ts'
import { useMemberValue } from './member-value.ts'
import { previewColumns } from './preview-columns.ts'

interface PreviewRowsProps {
  readonly integration: string
  readonly rows: readonly ImportsPreviewRow[]
}

/** The first records of a file, as they will be. */
export function PreviewRows({ integration, rows }: PreviewRowsProps) {
  const { t } = useLingui()
  const label = useMemberLabel()
  const value = useMemberValue(integration)
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
                <Table.Td key={name}>{value(name, record)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
