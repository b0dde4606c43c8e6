import { Trans, useLingui } from '@lingui/react/macro'
import { Box, Center, Group, Image, Paper, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { LanguageSwitch } from '../../components/language-switch.tsx'
import { currentLanguage, type Language, storeLanguage } from '../../i18n/languages.ts'
import { activateLanguage } from '../../i18n/messages.ts'
import { AdministratorForm } from './administrator-form.tsx'

/** The first run: what this is, and the account of the administrator. */
export function SetupPage() {
  const { t } = useLingui()
  const [language, setLanguage] = useState(currentLanguage)
  useEffect(() => {
    document.title = t`Set up · Tributary`
  }, [t])
  const change = (chosen: Language) => {
    setLanguage(chosen)
    storeLanguage(chosen)
    void activateLanguage(chosen)
  }
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw="30rem" gap="lg" py="md">
        <Stack gap="xs" align="center" ta="center">
          <Image src="/assets/tributary.svg" alt="" w={56} h={56} />
          <Title order={1} size="h2">
            <Trans>Welcome to Tributary</Trans>
          </Title>
          <Text c="dimmed" maw="26rem">
            <Trans>
              Your own server for what your services know of you: what you watch, listen to and read, how you
              sleep and move.
            </Trans>
          </Text>
        </Stack>
        <Paper withBorder shadow="sm" p={{ base: 'md', xs: 'xl' }} radius="lg">
          <Title order={2} size="h4" mb={4}>
            <Trans>Create your account</Trans>
          </Title>
          <Text size="sm" c="dimmed" mb="md">
            <Trans>
              You are the first here, and become the administrator. Your data stays on this server.
            </Trans>
          </Text>
          <AdministratorForm />
        </Paper>
        <Group justify="center">
          <Box w="16rem">
            <LanguageSwitch value={language} onChange={change} />
          </Box>
        </Group>
      </Stack>
    </Center>
  )
}
