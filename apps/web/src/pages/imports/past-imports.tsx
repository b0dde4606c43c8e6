import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Table, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { importsQuery } from '../../api/imports.ts'
import { Empty } from '../../components/empty.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { useImportStatus } from './import-status.ts'

/** The files that were imported, the newest first. */
export function PastImports() {
  const { t } = useLingui()
  const query = useQuery(importsQuery)
  const { dateTime, number } = useFormats()
  const status = useImportStatus()
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        <Trans>Your imports</Trans>
      </Title>
      <QueryState
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={
          <Empty title={t`Nothing imported yet`}>
            <Trans>What a file brings is listed here, and can be undone as a whole.</Trans>
          </Empty>
        }
      >
        {(items) => (
          <Table.ScrollContainer
            minWidth={520}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={t`Your imports`}
          >
            <Table highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t`File`}</Table.Th>
                  <Table.Th>{t`When`}</Table.Th>
                  <Table.Th>{t`State`}</Table.Th>
                  <Table.Th ta="right">{t`New`}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((item) => (
                  <Table.Tr key={item.id}>
                    <Table.Td>
                      <TextLink to="/imports/$importId" params={{ importId: item.id }}>
                        {item.filename}
                      </TextLink>
                    </Table.Td>
                    <Table.Td>{dateTime(item.createdAt)}</Table.Td>
                    <Table.Td>
                      <Badge variant="outline" color={status(item).color} c="var(--mantine-color-text)">
                        {status(item).label}
                      </Badge>
                    </Table.Td>
                    <Table.Td ta="right">{number(item.newCount)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </QueryState>
    </section>
  )
}
