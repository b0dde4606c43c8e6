import { Group, Stack, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import type { IntegrationsIntegration } from '@tributary/client'
import { SuccessorLink } from './successor-link.tsx'
import { useLimits } from './use-limits.ts'

/** The most important thing to know before connecting, in the catalogue. */
export function CardLimits({ integration }: { integration: IntegrationsIntegration }) {
  const urgent = useLimits()(integration).filter(({ isUrgent }) => isUrgent)
  if (urgent.length === 0) return null
  return (
    <Stack gap={4}>
      {urgent.map(({ sentence }) => (
        <Group key={sentence} gap={6} wrap="nowrap" align="flex-start" c="dimmed">
          <IconInfoCircle size={18} aria-hidden style={{ flex: 'none' }} />
          <Text size="sm">{sentence}</Text>
        </Group>
      ))}
      <SuccessorLink facts={integration.facts} />
    </Stack>
  )
}
