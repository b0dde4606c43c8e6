import { Trans } from '@lingui/react/macro'
import { Card, Group, Stack, Title } from '@mantine/core'
import type { ConnectionsConnection } from '@tributary/client'
import { useIntegrationName } from '../../api/integration-name.ts'
import type { ConnectionCondition } from '../../components/connection-state/condition-of.ts'
import { ConnectionState } from '../../components/connection-state/connection-state.tsx'
import { useConditions } from '../../components/connection-state/use-condition.ts'
import { IntegrationMark } from '../../components/integration-mark.tsx'
import { SimulatedBadge } from '../../components/simulated-badge.tsx'
import { TextLink } from '../../components/text-link.tsx'

const UNSHOWN: readonly (ConnectionCondition['kind'] | undefined)[] = ['well', 'disconnected']

/** The connections that are not well, each with its one action. Nothing where all are. */
export function Troubles({ connections }: { connections: readonly ConnectionsConnection[] }) {
  const integrationName = useIntegrationName()
  const conditions = useConditions(connections)
  const shown = connections.filter((_, index) => !UNSHOWN.includes(conditions[index]?.kind))
  if (shown.length === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        <Trans>What needs you</Trans>
      </Title>
      <Stack gap="sm">
        {shown.map((connection) => {
          const displayName = integrationName(connection.integration)
          return (
            <Card key={connection.id} withBorder padding="md">
              <Group gap="sm" mb="xs">
                <IntegrationMark integration={connection.integration} displayName={displayName} size={28} />
                <TextLink to="/connections/$connectionId" params={{ connectionId: connection.id }} fw={600}>
                  {connection.label ?? connection.accountName ?? displayName}
                </TextLink>
                <SimulatedBadge connection={connection} />
              </Group>
              <ConnectionState connection={connection} displayName={displayName} />
            </Card>
          )
        })}
      </Stack>
    </section>
  )
}
