import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Empty } from '../../../components/empty.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../parts/section.tsx'
import { ConnectionHealth } from './connection-health.tsx'
import { healthQuery } from './health-queries.ts'
import { PluginHealth } from './plugin-health.tsx'
import { ServerChecks } from './server-checks.tsx'

/** What is checked: the server itself, what is configured, and how the connections of people are. */
export function HealthPage() {
  const { t } = useLingui()
  const query = useQuery(healthQuery)
  return (
    <>
      <PageTitle>{t`Health`}</PageTitle>
      <ServerChecks />
      <Section
        title={t`Plugins and what is configured`}
        about={
          <Trans>
            Checked every few minutes. A status changes once two checks in a row agree, and administrators are
            notified then.
          </Trans>
        }
      >
        <QueryState query={query}>
          {(all) => {
            const told = all.filter(({ status, subjects }) => status !== 'unknown' || subjects.length > 0)
            if (told.length === 0)
              return (
                <Empty title={t`Nothing is checked yet`}>
                  <Trans>
                    Settings and instances with a test are checked as soon as they are configured.
                  </Trans>
                </Empty>
              )
            return (
              <Stack gap="sm">
                {told.map((plugin) => (
                  <PluginHealth key={plugin.plugin} health={plugin} />
                ))}
              </Stack>
            )
          }}
        </QueryState>
      </Section>
      {query.data !== undefined && (
        <Section
          title={t`Connections of people`}
          about={<Trans>How many are in which health. Whose they are is not shown here.</Trans>}
        >
          <ConnectionHealth plugins={query.data} />
        </Section>
      )}
      <Text size="sm" c="dimmed" mt="xl">
        <Trans>Programs read the same at /health, without signing in.</Trans>
      </Text>
    </>
  )
}
