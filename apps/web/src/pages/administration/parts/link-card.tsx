import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import { forwardRef, type ReactNode } from 'react'

interface LinkCardProps {
  readonly title: string
  /** Beside the title. */
  readonly side?: ReactNode
  readonly children?: ReactNode
  readonly href?: string
}

const AnchorCard = forwardRef<HTMLAnchorElement, LinkCardProps>(({ title, side, children, ...link }, ref) => (
  <Paper withBorder p="md" component="article">
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Anchor ref={ref} fw={600} {...link}>
          {title}
        </Anchor>
        {side}
      </Group>
      {children !== undefined && (
        <Text component="div" size="sm" c="dimmed">
          {children}
        </Text>
      )}
    </Stack>
  </Paper>
))
AnchorCard.displayName = 'AnchorCard'

/** One entry of a list, whose title leads to its page. */
export const LinkCard = createLink(AnchorCard)
