import { NavLink as MantineNavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import { forwardRef } from 'react'

const AnchorNavLink = forwardRef<HTMLAnchorElement, NavLinkProps & { readonly href?: string }>(
  (props, ref) => <MantineNavLink ref={ref} {...props} />,
)
AnchorNavLink.displayName = 'AnchorNavLink'

/** A link of a list of pages; the current one is marked. */
export const NavLink = createLink(AnchorNavLink)
