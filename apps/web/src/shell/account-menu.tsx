import { useLingui } from '@lingui/react/macro'
import { Box, Button } from '@mantine/core'
import { useClickOutside, useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconUserCircle } from '@tabler/icons-react'
import { type KeyboardEvent, lazy, Suspense, useRef } from 'react'
import { useMe } from '../api/me.ts'

const AccountPanel = lazy(async () => ({ default: (await import('./account-panel.tsx')).AccountPanel }))

/** Who is signed in, at the top right: theme, language, sign out. Its content is loaded when it is opened. */
export function AccountMenu() {
  const { t } = useLingui()
  const { name, email } = useMe()
  const [opened, { toggle, close }] = useDisclosure()
  const button = useRef<HTMLButtonElement>(null)
  const box = useClickOutside<HTMLDivElement>(close)
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !opened) return
    close()
    button.current?.focus()
  }
  return (
    <Box ref={box} pos="relative" ml="auto" onKeyDown={onKeyDown}>
      <Button
        ref={button}
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        px="xs"
        onClick={toggle}
        aria-expanded={opened}
        aria-label={t`Your account: ${name === '' ? email : name}`}
        leftSection={<IconUserCircle size={22} aria-hidden />}
        rightSection={<IconChevronDown size={16} aria-hidden />}
      >
        <Box
          component="span"
          visibleFrom="xs"
          maw="14rem"
          style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}
        >
          {name === '' ? email : name}
        </Box>
      </Button>
      {opened && (
        <Suspense>
          <AccountPanel onLeave={close} />
        </Suspense>
      )}
    </Box>
  )
}
