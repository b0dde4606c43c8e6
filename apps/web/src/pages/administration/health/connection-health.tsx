import { Trans, useLingui } from '@lingui/react/macro'
import { Table, Text } from '@mantine/core'
import type { PluginsPluginHealth } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { WideTable } from '../parts/wide-table.tsx'

/** How many connections of each integration are in which health. */
export function ConnectionHealth({ plugins }: { plugins: readonly PluginsPluginHealth[] }) {
  const { t } = useLingui()
  const formats = useFormats()
  const rows = plugins.flatMap(({ plugin, displayName, connections }) =>
    connections === null ? [] : [{ plugin, displayName, ...connections }],
  )
  const used = rows.filter(
    ({ healthyCount, degradedCount, unhealthyCount, unknownCount }) =>
      healthyCount + degradedCount + unhealthyCount + unknownCount > 0,
  )
  if (used.length === 0)
    return (
      <Text size="sm">
        <Trans>No account is connected yet.</Trans>
      </Text>
    )
  return (
    <WideTable label={t`Connections of people`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t`Integration`}</Table.Th>
          <Table.Th scope="col">{t`Healthy`}</Table.Th>
          <Table.Th scope="col">{t`Degraded`}</Table.Th>
          <Table.Th scope="col">{t`Unhealthy`}</Table.Th>
          <Table.Th scope="col">{t`Not checked`}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {used.map((row) => (
          <Table.Tr key={row.plugin}>
            <Table.Th scope="row" fw={400}>
              {row.displayName}
            </Table.Th>
            <Table.Td>{formats.number(row.healthyCount)}</Table.Td>
            <Table.Td>{formats.number(row.degradedCount)}</Table.Td>
            <Table.Td>{formats.number(row.unhealthyCount)}</Table.Td>
            <Table.Td>{formats.number(row.unknownCount)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  )
}
