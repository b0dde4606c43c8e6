import { Trans, useLingui } from '@lingui/react/macro'
import { Group, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ConnectionsConnection, IntegrationsIntegration } from '@tributary/client'
import { connectionQuery } from '../../api/connections.ts'
import { integrationQuery } from '../../api/integrations.ts'
import { BackLink } from '../../components/back-link.tsx'
import { ConnectFailure } from '../../components/connect-failure/connect-failure.tsx'
import { IntegrationMark } from '../../components/integration-mark.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { SimulatedBadge } from '../../components/simulated-badge.tsx'
import { ConnectionFacts } from './connection-facts.tsx'
import { CoveragePanel } from './coverage/coverage-panel.tsx'
import { DisconnectPanel } from './disconnect-panel.tsx'
import { PermissionsPanel } from './permissions-panel.tsx'
import { RunsPanel } from './runs/runs-panel.tsx'
import { SettingsPanel } from './settings-panel.tsx'
import { StreamsPanel } from './streams-panel.tsx'
import { SyncPanel } from './sync-panel.tsx'

const route = getRouteApi('/shell/connections/$connectionId')

/** One connected account: how it is, what it reads, what has been read, and everything that can be done with it. */
export function ConnectionPage() {
  const { connectionId } = route.useParams()
  const connection = useQuery(connectionQuery(connectionId))
  return (
    <>
      <BackLink to="/integrations">
        <Trans>All integrations</Trans>
      </BackLink>
      <QueryState query={connection}>{(each) => <Loaded connection={each} />}</QueryState>
    </>
  )
}

function Loaded({ connection }: { connection: ConnectionsConnection }) {
  const integration = useQuery(integrationQuery(connection.integration))
  return (
    <QueryState query={integration}>
      {(each) => <Connection connection={connection} integration={each} />}
    </QueryState>
  )
}

interface ConnectionProps {
  readonly connection: ConnectionsConnection
  readonly integration: IntegrationsIntegration
}

function Connection({ connection, integration }: ConnectionProps) {
  const { t } = useLingui()
  const { failed, year } = route.useSearch()
  const navigate = route.useNavigate()
  const { displayName } = integration
  const account = connection.label ?? connection.accountName
  const ends = connection.status === 'disconnected'
  return (
    <>
      <Group wrap="nowrap" align="flex-start" mt="xs" mb="md">
        <IntegrationMark integration={connection.integration} displayName={displayName} size={56} />
        <div
          style={{
            flex: 1,
            minWidth: 0,
            alignSelf: 'center',
            marginBottom: 'calc(-1 * var(--mantine-spacing-md))',
          }}
        >
          <PageTitle actions={<SimulatedBadge connection={connection} />}>
            {account === null ? displayName : t`${displayName}: ${account}`}
          </PageTitle>
        </div>
      </Group>
      <Stack gap="md">
        {failed !== undefined && (
          <ConnectFailure
            integration={connection.integration}
            displayName={displayName}
            code={failed}
            connection={connection}
          />
        )}
        <ConnectionFacts connection={connection} integration={integration} />
        {!ends && (
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <SyncPanel connection={connection} integration={integration} />
            <StreamsPanel connection={connection} integration={integration} />
          </SimpleGrid>
        )}
        <CoveragePanel
          connection={connection}
          year={year}
          onYear={(next) =>
            void navigate({
              search: (before) => {
                const { year: _year, ...rest } = before
                return next === undefined ? rest : { ...rest, year: next }
              },
              replace: true,
            })
          }
        />
        <RunsPanel connectionId={connection.id} />
        {!ends && (
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <SettingsPanel connection={connection} integration={integration} />
            <PermissionsPanel connection={connection} />
          </SimpleGrid>
        )}
        <DisconnectPanel connection={connection} displayName={displayName} />
      </Stack>
    </>
  )
}
