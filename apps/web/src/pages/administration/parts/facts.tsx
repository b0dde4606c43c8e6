import { Box, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** Names with their values. An absent value is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <Box component="dl" m={0}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '')
        .map(([name, value]) => (
          <Group key={name} gap="0 1rem" py={4} align="baseline" wrap="wrap">
            <Text component="dt" size="sm" c="dimmed" style={{ flex: '0 0 12rem' }}>
              {name}
            </Text>
            <Text component="dd" size="sm" m={0} style={{ flex: '1 1 14rem', minWidth: 0 }}>
              {value}
            </Text>
          </Group>
        ))}
    </Box>
  )
}
