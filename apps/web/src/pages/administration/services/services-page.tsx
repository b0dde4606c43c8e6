import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../parts/section.tsx'
import { WideTable } from '../parts/wide-table.tsx'
import { PluginNames } from '../plugins/plugin-links.tsx'
import { kernelQuery } from '../plugins/plugin-queries.ts'
import { startLevels } from './start-levels.ts'

/** Which plugin provides what, who uses it, and what starts after what. */
export function ServicesPage() {
  const { t } = useLingui()
  const query = useQuery(kernelQuery)
  return (
    <>
      <PageTitle>{t`Service graph`}</PageTitle>
      <Text c="dimmed" maw="44rem">
        <Trans>
          Plugins work with each other by services alone. A plugin starts after those whose services it needs,
          and is quarantined while one of them does not run.
        </Trans>
      </Text>
      <QueryState query={query}>
        {({ services: { services, dependencies }, report }) => (
          <>
            <Section title={t`Services`}>
              <WideTable label={t`Services`}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{t`Service`}</Table.Th>
                    <Table.Th scope="col">{t`Provided by`}</Table.Th>
                    <Table.Th scope="col">{t`Used by`}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {services.map(({ name, providedBy, usedBy }) => (
                    <Table.Tr key={name}>
                      <Table.Th scope="row" fw={400}>
                        <Code>{name}</Code>
                      </Table.Th>
                      <Table.Td>
                        <PluginNames names={[providedBy]} />
                      </Table.Td>
                      <Table.Td>
                        <PluginNames names={usedBy} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </WideTable>
            </Section>
            <Section
              title={t`Order of the start`}
              about={<Trans>The plugins of a step need only those of the steps before.</Trans>}
            >
              <WideTable label={t`Order of the start`}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{t`Step`}</Table.Th>
                    <Table.Th scope="col">{t`Plugins`}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {startLevels(
                    report.plugins.map(({ name }) => name),
                    dependencies,
                  ).map((plugins, index) => (
                    <Table.Tr key={plugins[0]}>
                      <Table.Th scope="row" fw={400}>
                        {index + 1}
                      </Table.Th>
                      <Table.Td>
                        <PluginNames names={plugins} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </WideTable>
            </Section>
          </>
        )}
      </QueryState>
    </>
  )
}
