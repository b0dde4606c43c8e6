import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { IntegrationsIntegration } from '@tributary/client'
import { integrationQuery } from '../../api/integrations.ts'
import { BackLink } from '../../components/back-link.tsx'
import { ConnectFailure } from '../../components/connect-failure/connect-failure.tsx'
import { ConnectionState } from '../../components/connection-state/connection-state.tsx'
import { IntegrationMark } from '../../components/integration-mark.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { SimulatedBadge } from '../../components/simulated-badge.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { AboutIntegration } from './about-integration.tsx'
import { ConnectPanel } from './connect/connect-panel.tsx'
import { FilesPanel } from './files-panel.tsx'
import { ServicesPanel } from './services-panel.tsx'

const route = getRouteApi('/shell/integrations/$integration')

/** One integration: how it is connected, what is connected, what it brings, needs and cannot do. */
export function IntegrationPage() {
  const { integration } = route.useParams()
  const { failed, connection: renewed } = route.useSearch()
  const query = useQuery(integrationQuery(integration))
  return (
    <>
      <BackLink to="/integrations">
        <Trans>All integrations</Trans>
      </BackLink>
      <QueryState query={query}>
        {(each) => (
          <>
            <Group wrap="nowrap" align="flex-start" mt="xs" mb="md">
              <IntegrationMark integration={integration} displayName={each.displayName} size={56} />
              <div
                style={{
                  flex: 1,
                  minWidth: 0,
                  alignSelf: 'center',
                  marginBottom: 'calc(-1 * var(--mantine-spacing-md))',
                }}
              >
                <PageTitle>{each.displayName}</PageTitle>
              </div>
            </Group>
            <Stack gap="lg">
              <Text maw="44rem">{each.description}</Text>
              {failed !== undefined && (
                <ConnectFailure integration={integration} displayName={each.displayName} code={failed} />
              )}
              <Connections integration={each} />
              {each.auth !== 'none' && (
                <ConnectPanel
                  integration={each}
                  renewed={each.connections.find(({ id }) => id === renewed)}
                />
              )}
              {each.files !== null && <FilesPanel integration={each} files={each.files} />}
              <ServicesPanel integration={each} />
              <AboutIntegration integration={each} />
            </Stack>
          </>
        )}
      </QueryState>
    </>
  )
}

function Connections({ integration }: { integration: IntegrationsIntegration }) {
  const { t } = useLingui()
  const { connections, displayName } = integration
  if (connections.length === 0) return null
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="connections">
      <Title order={2} size="h4" id="connections" mb="sm">
        <Trans>Your connections</Trans>
      </Title>
      <Stack gap="md">
        {connections.map((connection) => (
          <Stack key={connection.id} gap={6}>
            <Group gap="xs">
              <TextLink to="/connections/$connectionId" params={{ connectionId: connection.id }} fw={600}>
                {connection.label ?? connection.accountName ?? t`Your account`}
              </TextLink>
              <SimulatedBadge connection={connection} />
            </Group>
            <ConnectionState connection={connection} displayName={displayName} showsWell />
          </Stack>
        ))}
      </Stack>
    </Paper>
  )
}
