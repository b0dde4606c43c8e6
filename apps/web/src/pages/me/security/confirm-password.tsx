import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { accountsConfirm, isTributaryProblem } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { useMe } from '../../../api/me.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { Problem } from '../../../components/problem.tsx'

interface ConfirmPasswordProps {
  readonly opened: boolean
  readonly onClose: () => void
  /** Repeats what was refused. */
  readonly onConfirmed: () => void
}

/** Whether a request was refused because the sign-in is too long ago. */
export function isNotRecent(error: unknown): boolean {
  return isTributaryProblem(error) && error.code === 'SIGN_IN_NOT_RECENT'
}

/** Asks for the password before something that opens the account in another way. */
export function ConfirmPassword({ opened, onClose, onConfirmed }: ConfirmPasswordProps) {
  const { t } = useLingui()
  const { email } = useMe()
  const [password, setPassword] = useState('')
  const confirm = useMutation({
    mutationFn: () => accountsConfirm({ client, body: { password } }),
    onSuccess: () => {
      setPassword('')
      onConfirmed()
    },
  })
  const leave = () => {
    setPassword('')
    confirm.reset()
    onClose()
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  return (
    <Dialog opened={opened} onClose={leave} title={t`Confirm that it is you`}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            <Trans>
              You signed in some time ago. Enter your password; if you have none, sign out and in again.
            </Trans>
          </Text>
          {confirm.isError && <Problem error={confirm.error} />}
          {/* For password managers. */}
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={t`Password`}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={leave}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={confirm.isPending}>
              <Trans>Confirm</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
