import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import { forwardRef, type MouseEventHandler } from 'react'

interface AnchorButtonProps extends ButtonProps {
  readonly href?: string
  readonly onClick?: MouseEventHandler<HTMLAnchorElement>
}

const AnchorButton = forwardRef<HTMLAnchorElement, AnchorButtonProps>((props, ref) => (
  <Button ref={ref} component="a" {...props} />
))
AnchorButton.displayName = 'AnchorButton'

/** A link to another page that looks like a button. */
export const LinkButton = createLink(AnchorButton)
