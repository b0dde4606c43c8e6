import { Group, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

/** The heading of a page, which is also the title of the tab; the page's actions stand beside it. */
export function PageTitle({ children, actions }: { children: string; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${children} · Tributary`
  }, [children])
  return (
    <Group justify="space-between" align="center" mb="md" gap="sm">
      {/* Focused where a link has led here. */}
      <Title order={1} size="h2" tabIndex={-1}>
        {children}
      </Title>
      {actions !== undefined && <Group gap="sm">{actions}</Group>}
    </Group>
  )
}
