import { Anchor, type AnchorProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import { forwardRef, type MouseEventHandler, type ReactNode } from 'react'

interface TextAnchorProps extends AnchorProps {
  readonly href?: string
  readonly onClick?: MouseEventHandler<HTMLAnchorElement>
  readonly children?: ReactNode
}

const TextAnchor = forwardRef<HTMLAnchorElement, TextAnchorProps>((props, ref) => (
  <Anchor ref={ref} {...props} />
))
TextAnchor.displayName = 'TextAnchor'

/** A link to another page within text. */
export const TextLink = createLink(TextAnchor)
