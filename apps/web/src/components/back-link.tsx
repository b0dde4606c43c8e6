import { Anchor, Group } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import { forwardRef, type ReactNode } from 'react'

const AnchorBack = forwardRef<HTMLAnchorElement, { readonly children?: ReactNode; readonly href?: string }>(
  ({ children, ...link }, ref) => (
    <Anchor ref={ref} size="sm" mb="xs" display="inline-block" {...link}>
      <Group gap={4} wrap="nowrap" component="span">
        <IconArrowLeft size={16} aria-hidden />
        {children}
      </Group>
    </Anchor>
  ),
)
AnchorBack.displayName = 'AnchorBack'

/** Above the title of a page, to the list that it belongs to. */
export const BackLink = createLink(AnchorBack)
