import { useLingui } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import type { ConnectionsConnection } from '@tributary/client'

/** Marks a connection of demo data, which stands beside a person's own accounts. Nothing for a real account. */
export function SimulatedBadge({ connection }: { connection: Pick<ConnectionsConnection, 'simulated'> }) {
  const { t } = useLingui()
  if (!connection.simulated) return null
  return (
    <Badge variant="outline" color="gray" c="var(--mantine-color-text)" style={{ flexShrink: 0 }}>
      {t`Demo data`}
    </Badge>
  )
}
