import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Divider, Paper, Stack, Text } from '@mantine/core'
import { IconLogout, IconUser } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useChangeMe } from '../api/change-me.ts'
import { useMe } from '../api/me.ts'
import { signOut } from '../api/sign-out.ts'
import { LanguageSwitch } from '../components/language-switch.tsx'
import { LinkButton } from '../components/link-button.tsx'
import { Problem } from '../components/problem.tsx'
import { ThemeSwitch } from '../components/theme-switch.tsx'
import { currentLanguage } from '../i18n/languages.ts'

/** What the account menu opens. */
export function AccountPanel({ onLeave }: { onLeave: () => void }) {
  const { t } = useLingui()
  const me = useMe()
  const change = useChangeMe()
  const leave = useMutation({ mutationFn: signOut })
  return (
    <Paper
      withBorder
      shadow="md"
      p="md"
      w="min(20rem, calc(100vw - 2rem))"
      pos="absolute"
      right={0}
      top="calc(100% + 0.5rem)"
      role="group"
      aria-label={t`Your account`}
    >
      <Stack gap="sm">
        <div>
          <Text fw={600}>{me.name}</Text>
          <Text size="sm" c="dimmed">
            {me.email}
          </Text>
        </div>
        {change.isError && <Problem error={change.error} />}
        <ThemeSwitch value={me.theme} onChange={(theme) => change.mutate({ theme })} />
        <LanguageSwitch
          value={me.language ?? currentLanguage()}
          onChange={(language) => change.mutate({ language })}
        />
        <Divider />
        {leave.isError && <Problem error={leave.error} />}
        <LinkButton
          to="/me"
          variant="default"
          leftSection={<IconUser size={18} aria-hidden />}
          onClick={onLeave}
        >
          <Trans>Profile and settings</Trans>
        </LinkButton>
        <Button
          variant="default"
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={() => leave.mutate()}
          loading={leave.isPending}
        >
          <Trans>Sign out</Trans>
        </Button>
      </Stack>
    </Paper>
  )
}
