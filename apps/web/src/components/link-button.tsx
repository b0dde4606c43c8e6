import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import { forwardRef } from 'react'

const AnchorButton = forwardRef<HTMLAnchorElement, ButtonProps & { readonly href?: string }>((props, ref) => (
  <Button ref={ref} component="a" {...props} />
))
AnchorButton.displayName = 'AnchorButton'

/** A link to another page that looks like a button. */
export const LinkButton = createLink(AnchorButton)
