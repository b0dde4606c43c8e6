import { Avatar } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { pluginIconsQuery } from '../api/plugin-icons.ts'

interface IntegrationMarkProps {
  readonly integration: string
  readonly displayName: string
  readonly size?: number
}

/** The icon of an integration, or its initials. Decoration: its name stands beside it. */
export function IntegrationMark({ integration, displayName, size = 44 }: IntegrationMarkProps) {
  const { data: icons } = useQuery(pluginIconsQuery)
  return (
    <Avatar
      aria-hidden
      src={icons?.get(integration) ?? null}
      // An empty text: the name stands beside it.
      alt=""
      name={displayName}
      color="cyan"
      variant="light"
      radius="md"
      size={size}
    />
  )
}
