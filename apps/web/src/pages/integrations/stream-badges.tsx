import { useLingui } from '@lingui/react/macro'
import { Badge, Group } from '@mantine/core'
import type { IntegrationsIntegration } from '@tributary/client'

const SHOWN = 5

/** What an integration brings, by the names of its streams. */
export function StreamBadges({ integration }: { integration: Pick<IntegrationsIntegration, 'streams'> }) {
  const { t } = useLingui()
  const names = [...new Set(integration.streams.map(({ displayName }) => displayName))]
  const more = names.length - SHOWN
  if (names.length === 0) return null
  return (
    <Group gap={6} component="ul" m={0} p={0} aria-label={t`What it brings`}>
      {names.slice(0, more === 1 ? SHOWN + 1 : SHOWN).map((name) => (
        <StreamBadge key={name}>{name}</StreamBadge>
      ))}
      {more > 1 && <StreamBadge>{t`${more} more`}</StreamBadge>}
    </Group>
  )
}

function StreamBadge({ children }: { children: string }) {
  return (
    <Badge component="li" variant="default" tt="none" fw={500} style={{ listStyle: 'none' }}>
      {children}
    </Badge>
  )
}
