import { Trans, useLingui } from '@lingui/react/macro'
import { List, Text, ThemeIcon } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import type { ConnectionsConnection } from '@tributary/client'
import { Panel } from './panel.tsx'

/** What the person has allowed at the provider, and what is missing of what the streams need. */
export function PermissionsPanel({ connection }: { connection: ConnectionsConnection }) {
  const { t } = useLingui()
  const { grantedScopes, missingScopes } = connection
  return (
    <Panel title={t`Permissions`}>
      {grantedScopes.length + missingScopes.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>This provider has no permissions to choose from.</Trans>
        </Text>
      )}
      <List spacing={6} size="sm" listStyleType="none">
        {missingScopes.map((scope) => (
          <Scope key={scope} scope={scope} isMissing />
        ))}
        {grantedScopes.map((scope) => (
          <Scope key={scope} scope={scope} />
        ))}
      </List>
    </Panel>
  )
}

function Scope({ scope, isMissing = false }: { scope: string; isMissing?: boolean }) {
  const { t } = useLingui()
  const Icon = isMissing ? IconX : IconCheck
  return (
    <List.Item
      icon={
        <ThemeIcon size="sm" radius="xl" variant="light" color={isMissing ? 'red' : 'teal'} aria-hidden>
          <Icon size={14} />
        </ThemeIcon>
      }
    >
      {scope} <span className="visually-hidden">{isMissing ? t`missing` : t`granted`}</span>
    </List.Item>
  )
}
