import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { IntegrationsIntegration } from '@tributary/client'
import { useIsAdministrator } from '../../api/me.ts'
import { pluginKindsQuery } from '../../api/plugin-kinds.ts'
import { LinkButton } from '../../components/link-button.tsx'
import { PROVIDER_KINDS } from '../../components/provider-kinds.ts'
import { useKindName } from '../../components/use-kind-name.ts'

/** What an integration offers to the whole server, which only an administrator sets up: sending notifications, storing files. */
export function ServicesPanel({ integration }: { integration: IntegrationsIntegration }) {
  const { t } = useLingui()
  const isAdministrator = useIsAdministrator()
  const kindName = useKindName()
  const { data: kindsOf } = useQuery(pluginKindsQuery)
  const { integration: plugin, displayName } = integration
  const kinds = PROVIDER_KINDS.filter((kind) => kindsOf?.get(plugin)?.includes(kind))
  const needsSettings = integration.auth === 'none' && (integration.missingSettings ?? []).length > 0
  if (kinds.length === 0 && !needsSettings) return null
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="services">
      <Stack gap="sm">
        <Title order={2} size="h4" id="services">
          <Trans>For the whole server</Trans>
        </Title>
        {kinds.length > 0 && (
          <List>
            {kinds.map((kind) => (
              <List.Item key={kind}>{kindName(kind)}</List.Item>
            ))}
          </List>
        )}
        {!isAdministrator && (
          <Text>
            <Trans>An administrator sets it up; there is nothing for you to connect.</Trans>
          </Text>
        )}
        {isAdministrator && (
          <Group>
            {kinds.map((kind) => (
              <LinkButton
                key={kind}
                to="/administration/instances/new"
                search={{ plugin, kind }}
                variant="default"
              >
                {t`Create an instance`}: {kindName(kind)}
              </LinkButton>
            ))}
            {needsSettings && (
              <LinkButton to="/administration/settings/$plugin" params={{ plugin }} variant="default">
                {t`Set up ${displayName}`}
              </LinkButton>
            )}
          </Group>
        )}
      </Stack>
    </Paper>
  )
}
