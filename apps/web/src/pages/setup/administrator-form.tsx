import { Trans, useLingui } from '@lingui/react/macro'
import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { accountsClaimSetup, accountsSignIn } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { meQuery } from '../../api/me.ts'
import { Problem } from '../../components/problem.tsx'
import { currentLanguage, localeOf } from '../../i18n/languages.ts'
import { browserTimeZone, timeZones } from '../../i18n/time-zones.ts'

/** The first administrator. The address that the terminal prints carries the set-up token, which no server sees in its log. */
export function AdministratorForm() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [given] = useState(tokenOfAddress)
  const [token, setToken] = useState(given)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [timeZone, setTimeZone] = useState(browserTimeZone)
  const claim = useMutation({
    mutationFn: async () => {
      await accountsClaimSetup({
        client,
        body: { token: token.trim(), email, password, ...nameIn(name), ...regionIn(timeZone) },
      })
      await accountsSignIn({ client, body: { email, password } })
      await queryClient.fetchQuery(meQuery)
    },
    onSuccess: () => navigate({ to: '/' }),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    claim.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {claim.isError && <Problem error={claim.error} />}
        <TextInput
          label={t`Your name`}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
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
          description={t`At least 8 characters.`}
          autoComplete="new-password"
          required
          minLength={8}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
        />
        <Select
          label={t`Time zone`}
          description={t`Decides to which day something belongs.`}
          data={[...timeZones()]}
          value={timeZone}
          onChange={(value) => setTimeZone(value ?? browserTimeZone())}
          searchable
          allowDeselect={false}
          required
        />
        {/* Nothing to ask where the address has it, unless it is an old one. */}
        {(given === '' || claim.isError) && (
          <TextInput
            label={t`Set-up token`}
            description={t`The server prints it when it starts; its address here contains it.`}
            required
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
        )}
        <Button type="submit" size="md" loading={claim.isPending}>
          <Trans>Create the administrator</Trans>
        </Button>
      </Stack>
    </form>
  )
}

function nameIn(name: string): { name?: string } {
  return name.trim() === '' ? {} : { name: name.trim() }
}

/** The language and the locale of this browser, which the person can change later. */
function regionIn(timeZone: string) {
  const language = currentLanguage()
  return { language, locale: localeOf(language), timeZone }
}

/** `/setup#token=…` */
function tokenOfAddress(): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
}
