import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { accountsChangePassword } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { useMe } from '../../../api/me.ts'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'
import { Section } from '../section.tsx'

/** Changes the password, which signs out everywhere else. */
export function PasswordForm() {
  const { t } = useLingui()
  const { email } = useMe()
  const queryClient = useQueryClient()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const change = useMutation({
    mutationFn: () => accountsChangePassword({ client, body: { currentPassword, newPassword } }),
    onSuccess: async () => {
      setCurrent('')
      setNew('')
      toast(t`Your password has been changed. You are signed out everywhere else.`)
      await queryClient.invalidateQueries({ queryKey: ['sessions'] })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    change.mutate()
  }
  const toggle = { 'aria-label': t`Show the password` }
  return (
    <Section title={t`Password`} description={t`A new password signs you out in every other browser.`}>
      <form onSubmit={submit}>
        <Stack maw="24rem">
          {change.isError && <Problem error={change.error} />}
          {/* For password managers: they keep the new password for this address. */}
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={t`Current password`}
            autoComplete="current-password"
            required
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={toggle}
          />
          <PasswordInput
            label={t`New password`}
            description={t`At least 8 characters.`}
            autoComplete="new-password"
            required
            minLength={8}
            maxLength={128}
            value={newPassword}
            onChange={(event) => setNew(event.currentTarget.value)}
            visibilityToggleButtonProps={toggle}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              <Trans>Change the password</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
