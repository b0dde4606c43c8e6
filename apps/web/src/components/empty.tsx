import { Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** What a place shows before there is anything in it: why it is empty, and what fills it. */
export function Empty({
  title,
  children,
  action,
  order = 2,
}: {
  title: string
  /** Of the heading: 1 where the page has no other. Default 2. */
  order?: 1 | 2
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <Paper withBorder p="xl" ta="center">
      <Stack align="center" gap="sm">
        <Title order={order} size="h4">
          {title}
        </Title>
        {children !== undefined && (
          <Text c="dimmed" maw="36rem">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Paper>
  )
}
