import { Trans } from '@lingui/react/macro'
import { Group, Paper, Stack, Text } from '@mantine/core'
import type { PluginsPluginHealth } from '@tributary/client'
import { TextLink } from '../../../components/text-link.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { HealthStatus } from './health-status.tsx'

/** The health of a plugin, and of each thing of it that is checked. */
export function PluginHealth({ health }: { health: PluginsPluginHealth }) {
  const formats = useFormats()
  const { plugin, displayName, status, reason, subjects } = health
  return (
    <Paper withBorder p="md" component="article" aria-label={displayName}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <TextLink to="/administration/plugins/$plugin" params={{ plugin }} fw={600}>
            {displayName}
          </TextLink>
          <HealthStatus status={status} />
        </Group>
        {reason !== null && <Text size="sm">{reason}</Text>}
        {subjects.map((subject) => (
          <Group key={`${subject.type} ${subject.id}`} justify="space-between" gap="xs">
            <TextLink
              to="/administration/health/$type/$id"
              params={{ type: subject.type, id: subject.id }}
              size="sm"
            >
              {subject.type === 'plugin_settings' ? <Trans>Settings</Trans> : subject.name}
            </TextLink>
            <Group gap="sm">
              <Text size="sm" c="dimmed">
                {subject.lastCheck === null ? (
                  <Trans>not checked yet</Trans>
                ) : (
                  <Trans>checked {formats.relative(subject.lastCheck.at)}</Trans>
                )}
              </Text>
              <HealthStatus status={subject.status} />
            </Group>
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}
