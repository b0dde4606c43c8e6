import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { operationsGetMetrics } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { ServerChecks } from '../health/server-checks.tsx'
import { Facts } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'
import { kernelQuery } from '../plugins/plugin-queries.ts'
import { type Figure, parseFigures, sumOf } from './parse-figures.ts'
import { QueueFigures } from './queue-figures.tsx'

/** The figures have no stream of changes. */
const figuresQuery = queryOptions({
  queryKey: ['system', 'figures'],
  refetchInterval: 15_000,
  queryFn: async ({ signal }) => {
    const { data } = await operationsGetMetrics({ client, signal, parseAs: 'text' })
    return parseFigures(data)
  },
})

/** The server, its database, its queue. */
export function SystemPage() {
  const { t } = useLingui()
  const query = useQuery(figuresQuery)
  return (
    <>
      <PageTitle>{t`System`}</PageTitle>
      <ServerChecks isShort />
      <QueryState query={query}>
        {(figures) => (
          <>
            <ProcessFacts figures={figures} />
            <DatabaseFacts figures={figures} />
            <QueueFigures figures={figures} />
          </>
        )}
      </QueryState>
      <Text size="sm" c="dimmed" mt="xl">
        <Trans>All figures are at /metrics, for Prometheus.</Trans>
      </Text>
    </>
  )
}

function ProcessFacts({ figures }: { figures: readonly Figure[] }) {
  const { t } = useLingui()
  const formats = useFormats()
  const kernel = useQuery(kernelQuery)
  const started = sumOf(figures, 'process_start_time_seconds')
  const memory = sumOf(figures, 'process_resident_memory_bytes')
  const node = figures.find(({ name }) => name === 'nodejs_version_info')?.labels['version']
  return (
    <Section title={t`Server`}>
      <Facts
        facts={[
          [
            t`Running since`,
            started !== undefined && formats.dateTime(new Date(started * 1000).toISOString()),
          ],
          [t`Running for`, started !== undefined && formats.duration(Date.now() / 1000 - started)],
          [t`Memory`, memory !== undefined && formats.bytes(memory)],
          [t`Node.js`, node],
          [
            t`Version of the server`,
            kernel.data?.report.plugins.find(({ name }) => name === 'operations')?.version,
          ],
          [t`Time to start`, kernel.data && t`${formats.number(kernel.data.report.milliseconds / 1000)} s`],
        ]}
      />
    </Section>
  )
}

function DatabaseFacts({ figures }: { figures: readonly Figure[] }) {
  const { t } = useLingui()
  const formats = useFormats()
  const bytes = (name: string) => {
    const value = sumOf(figures, name)
    return value !== undefined && formats.bytes(value)
  }
  const used = sumOf(figures, 'tributary_database_pool_connections', { state: 'used' })
  const most = sumOf(figures, 'tributary_database_pool_connections_max')
  const waiting = sumOf(figures, 'tributary_database_pool_waiting')
  return (
    <Section title={t`Database`}>
      <Facts
        facts={[
          [t`Size on disk`, bytes('tributary_database_directory_bytes')],
          [t`Free on its disk`, bytes('tributary_database_disk_free_bytes')],
          [t`Memory`, bytes('tributary_database_resident_memory_bytes')],
          [
            t`Connections in use`,
            used !== undefined && most !== undefined && t`${formats.number(used)} of ${formats.number(most)}`,
          ],
          [t`Waiting for one`, waiting !== undefined && formats.number(waiting)],
          [
            t`Writable`,
            sumOf(figures, 'tributary_database_read_only') === 1 ? t`No: it is read-only` : t`Yes`,
          ],
        ]}
      />
    </Section>
  )
}
