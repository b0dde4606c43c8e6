import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import type { IntegrationsIntegration, IntegrationsIntegrationFiles } from '@tributary/client'
import { LinkButton } from '../../components/link-button.tsx'
import { useFormats } from '../../i18n/formats.ts'

interface FilesPanelProps {
  readonly integration: IntegrationsIntegration
  readonly files: IntegrationsIntegrationFiles
}

/** How a person gets their file from the provider, and where it is imported. */
export function FilesPanel({ integration, files }: FilesPanelProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const { displayName, integration: name } = integration
  const endings = files.accept.join(', ')
  const size = formats.bytes(files.maxBytes)
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="files">
      <Stack gap="sm">
        <Title order={2} size="h4" id="files">
          <Trans>Import a file</Trans>
        </Title>
        {files.howTo.length > 0 && (
          <List type="ordered" spacing={4}>
            {files.howTo.map((step) => (
              <List.Item key={step}>{step}</List.Item>
            ))}
          </List>
        )}
        <Text size="sm" c="dimmed">{t`Files ending in ${endings}, up to ${size}.`}</Text>
        <Group>
          <LinkButton to="/imports" search={{ integration: name }} variant="default">
            {t`Import a file from ${displayName}`}
          </LinkButton>
        </Group>
      </Stack>
    </Paper>
  )
}
