import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A part of a page under its heading. */
export function Section({
  title,
  about,
  children,
}: {
  title: string
  about?: ReactNode
  children: ReactNode
}) {
  return (
    <Stack component="section" gap="sm" mt="xl">
      <Title order={2} size="h4">
        {title}
      </Title>
      {about !== undefined && (
        <Text size="sm" c="dimmed" maw="44rem">
          {about}
        </Text>
      )}
      {children}
    </Stack>
  )
}
