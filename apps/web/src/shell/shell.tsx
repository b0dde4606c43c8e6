import { Trans, useLingui } from '@lingui/react/macro'
import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Notifications } from '@mantine/notifications'
import { Link, Outlet } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { LiveUpdates } from '../live/live-updates.tsx'
import { ServerBanner } from '../live/server-banner.tsx'
import { AccountMenu } from './account-menu.tsx'
import { ApplyPreferences } from './apply-preferences.tsx'
import { DropAnywhere } from './drop-anywhere.tsx'
import { Navigation } from './navigation.tsx'
import { useContentFocus } from './use-content-focus.ts'

const HEADER_HEIGHT = 56
/** The longest German name, beside the number of unread notifications. */
const NAVIGATION_WIDTH = 260

/** The frame of every page of a signed-in person: header, navigation, what is live. */
export function Shell(): ReactNode {
  const { t } = useLingui()
  const [opened, { toggle, close }] = useDisclosure()
  const content = useRef<HTMLElement>(null)
  useContentFocus(content)
  return (
    <AppShell
      header={{ height: HEADER_HEIGHT }}
      navbar={{ width: NAVIGATION_WIDTH, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className="skip-link" href="#content">
        <Trans>Skip to the content</Trans>
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={opened ? t`Close the menu` : t`Open the menu`}
            aria-expanded={opened}
          />
          <Text component={Link} to="/" fw={700} c="var(--mantine-color-anchor)" td="none" size="lg">
            Tributary
          </Text>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t`Pages`}>
        <Navigation onLeave={close} />
      </AppShell.Navbar>
      <AppShell.Main ref={content} id="content" tabIndex={-1}>
        <ServerBanner />
        <Outlet />
      </AppShell.Main>
      <Notifications position="bottom-right" />
      <DropAnywhere />
      <ApplyPreferences />
      <LiveUpdates />
    </AppShell>
  )
}
