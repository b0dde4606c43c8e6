import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import type { ConnectionsConnection, IntegrationsIntegration } from '@tributary/client'
import { useIsAdministrator } from '../../../api/me.ts'
import { LinkButton } from '../../../components/link-button.tsx'
import { ConnectForm } from './connect-form.tsx'

interface ConnectPanelProps {
  readonly integration: IntegrationsIntegration
  /** The connection that is to be renewed. Default: a new one. */
  readonly renewed?: ConnectionsConnection | undefined
}

/** Connects an account in the way of the integration, or says who has to do what first. */
export function ConnectPanel({ integration, renewed }: ConnectPanelProps) {
  const { t } = useLingui()
  const { displayName, connections } = integration
  const account = renewed?.label ?? renewed?.accountName
  const title = () => {
    if (renewed !== undefined) return account == null ? t`Reconnect the account` : t`Reconnect ${account}`
    return connections.length > 0 ? t`Connect another account` : t`Connect your ${displayName} account`
  }
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="connect">
      <Stack gap="sm">
        <Title order={2} size="h4" id="connect">
          {title()}
        </Title>
        {isAvailable(integration) ? (
          <ConnectForm key={renewed?.id ?? 'new'} integration={integration} renewed={renewed} />
        ) : (
          <Obstacle integration={integration} />
        )}
      </Stack>
    </Paper>
  )
}

function isAvailable({ state, configured, obstacle }: IntegrationsIntegration): boolean {
  return state === 'ready' && configured && obstacle === null
}

/** Why nothing can be connected now. Only an administrator can change that, and is led to where. */
function Obstacle({ integration }: { integration: IntegrationsIntegration }) {
  const { t } = useLingui()
  const isAdministrator = useIsAdministrator()
  const { displayName, state, stateReason, obstacle, configured, missingSettings } = integration
  const why = () => {
    if (state !== 'ready') return t`${displayName} is not available at the moment.`
    if (!configured) return t`${displayName} has not been set up on this server yet.`
    return obstacle
  }
  return (
    <>
      <Text>
        {why()} {!isAdministrator && <Trans>Ask an administrator.</Trans>}
      </Text>
      {isAdministrator && (
        <>
          {stateReason !== null && (
            <Text size="sm" c="dimmed">
              {stateReason}
            </Text>
          )}
          {missingSettings !== null && missingSettings.length > 0 && (
            <List size="sm" aria-label={t`What is missing`}>
              {missingSettings.map((setting) => (
                <List.Item key={setting}>{setting}</List.Item>
              ))}
            </List>
          )}
          <Group>
            <LinkButton to="/administration/settings/$plugin" params={{ plugin: integration.integration }}>
              {t`Set up ${displayName}`}
            </LinkButton>
          </Group>
        </>
      )}
    </>
  )
}
