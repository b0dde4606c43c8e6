import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Center, Image, Paper, PasswordInput, Space, Stack, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { accountsSignIn } from '@tributary/client'
import { type SubmitEvent, useEffect, useState } from 'react'
import { client } from '../../api/client.ts'
import { meQuery } from '../../api/me.ts'
import { FailedSignIn } from '../../components/failed-sign-in.tsx'
import { Problem } from '../../components/problem.tsx'
import { ServiceButtons } from './service-buttons.tsx'

const route = getRouteApi('/sign-in')

/** Signs a person in, and leads back to the page they wanted. */
export function SignInPage() {
  const { t } = useLingui()
  const { returnTo = '/', failed } = route.useSearch()
  const queryClient = useQueryClient()
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  useEffect(() => {
    document.title = t`Sign in · Tributary`
  }, [t])
  const signIn = useMutation({
    mutationFn: async () => {
      await accountsSignIn({ client, body: { email, password } })
      // By the button "Back" this page is reached with the data of another person in memory.
      queryClient.removeQueries()
      await queryClient.fetchQuery(meQuery)
    },
    onSuccess: () => router.history.push(returnTo),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder shadow="sm" p={{ base: 'md', xs: 'xl' }} radius="lg" w="100%" maw="26rem">
        <form onSubmit={submit}>
          <Stack>
            <Image src="/assets/tributary.svg" alt="" w={48} h={48} mx="auto" />
            <Title order={1} size="h3" ta="center">
              <Trans>Sign in to Tributary</Trans>
            </Title>
            {signIn.isError ? <Problem error={signIn.error} /> : <FailedSignIn code={failed} />}
            <TextInput
              label={t`Email address`}
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t`Password`}
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
            />
            <Button type="submit" loading={signIn.isPending}>
              <Trans>Sign in</Trans>
            </Button>
          </Stack>
        </form>
        <Space h="md" />
        <ServiceButtons returnPath={returnTo} />
      </Paper>
    </Center>
  )
}
