import { useLingui } from '@lingui/react/macro'
import { Drawer, Group } from '@mantine/core'
import type { ReactNode } from 'react'

interface SidePanelProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
}

/** More about one thing of a page, at its right edge. Its headings begin with the third order. */
export function SidePanel({ opened, onClose, title, children }: SidePanelProps) {
  const { t } = useLingui()
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="right" size="md">
      <Drawer.Overlay />
      <Drawer.Content>
        {/* Not Drawer.Header: a second `header` would be a second banner of the page. */}
        <Group justify="space-between" wrap="nowrap" align="flex-start" p="md" gap="sm">
          <Drawer.Title fz="lg" fw={600}>
            {title}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t`Close`} />
        </Group>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
