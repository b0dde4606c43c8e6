import { useLingui } from '@lingui/react/macro'
import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import type { IntegrationsIntegration } from '@tributary/client'
import { ConnectionState } from '../../components/connection-state/connection-state.tsx'
import { IntegrationMark } from '../../components/integration-mark.tsx'
import { LinkButton } from '../../components/link-button.tsx'
import { SimulatedBadge } from '../../components/simulated-badge.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { CardLimits } from './card-limits.tsx'
import { StreamBadges } from './stream-badges.tsx'

/** An integration in the catalogue: what it is, how its connections are, and the next step. */
export function IntegrationCard({ integration: each }: { integration: IntegrationsIntegration }) {
  const { t } = useLingui()
  const { integration, displayName, description, connections, files, auth, state } = each
  const kept = connections.filter(({ status }) => status !== 'disconnected')
  const canConnect = auth !== 'none' && kept.length === 0
  return (
    <Card component="li" withBorder padding="md" style={{ listStyle: 'none' }}>
      <Stack gap="sm" h="100%">
        <Group wrap="nowrap" align="flex-start">
          <IntegrationMark integration={integration} displayName={displayName} />
          <Stack gap={0} style={{ flex: 1, minWidth: 0 }}>
            <Title order={2} size="h4">
              <TextLink to="/integrations/$integration" params={{ integration }} inherit c="inherit">
                {displayName}
              </TextLink>
            </Title>
            <Text size="sm" c="dimmed" lineClamp={3}>
              {description}
            </Text>
          </Stack>
          {state !== 'ready' && <Badge color="gray" variant="outline">{t`Unavailable`}</Badge>}
        </Group>
        <StreamBadges integration={each} />
        <CardLimits integration={each} />
        {kept.map((connection) => (
          <Stack key={connection.id} gap={6}>
            <Group gap="xs">
              <TextLink
                to="/connections/$connectionId"
                params={{ connectionId: connection.id }}
                size="sm"
                fw={600}
              >
                {connection.label ?? connection.accountName ?? t`Your account`}
              </TextLink>
              <SimulatedBadge connection={connection} />
            </Group>
            <ConnectionState connection={connection} displayName={displayName} showsWell />
          </Stack>
        ))}
        <Group gap="xs" mt="auto">
          {canConnect && (
            <LinkButton
              to="/integrations/$integration"
              params={{ integration }}
              size="sm"
              aria-label={t`Connect ${displayName}`}
            >
              {t`Connect`}
            </LinkButton>
          )}
          {files !== null && (
            <LinkButton
              to="/imports"
              search={{ integration }}
              size="sm"
              variant="default"
              aria-label={t`Import a file from ${displayName}`}
            >
              {t`Import a file`}
            </LinkButton>
          )}
          <LinkButton
            to="/integrations/$integration"
            params={{ integration }}
            size="sm"
            variant={canConnect || files !== null ? 'subtle' : 'default'}
            aria-label={t`More about ${displayName}`}
          >
            {t`More`}
          </LinkButton>
        </Group>
      </Stack>
    </Card>
  )
}
