import { Group, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
} from '@tabler/icons-react'

const LOOKS = {
  good: { icon: IconCircleCheck, color: 'light-dark(#2b8a3e, #69db7c)' },
  warning: { icon: IconAlertTriangle, color: 'light-dark(#b35c00, #ffc078)' },
  bad: { icon: IconCircleX, color: 'var(--mantine-color-error)' },
  waiting: { icon: IconClock, color: 'var(--mantine-color-anchor)' },
  none: { icon: IconCircleDashed, color: 'var(--mantine-color-dimmed)' },
} as const

export type Look = keyof typeof LOOKS

/** A state as a sign and a word. */
export function Status({ look, children }: { look: Look; children: string }) {
  const { icon: Icon, color } = LOOKS[look]
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={18} color={color} aria-hidden style={{ flexShrink: 0 }} />
      <Text component="span" size="sm" fw={500}>
        {children}
      </Text>
    </Group>
  )
}
