import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { type AccountsUser, accountsUpdateUser } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'

/** Sets another person's password, for one who has forgotten it. */
export function NewPassword({ user }: { user: AccountsUser }) {
  const { t } = useLingui()
  const [opened, { open, close }] = useDisclosure()
  const [password, setPassword] = useState('')
  const set = useMutation({
    mutationFn: () => accountsUpdateUser({ client, path: { id: user.id }, body: { password } }),
    onSuccess: () => {
      toast(t`The password was set.`)
      setPassword('')
      close()
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <>
      <Button variant="default" onClick={open}>
        <Trans>Set a password</Trans>
      </Button>
      <Dialog opened={opened} onClose={close} title={t`New password of ${user.email}`}>
        <form onSubmit={submit}>
          <Stack>
            <PasswordInput
              label={t`Password`}
              description={t`At least 8 characters. Tell it to the person; they can change it.`}
              autoComplete="new-password"
              required
              minLength={8}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
            />
            {set.isError && <Problem error={set.error} />}
            <Group justify="flex-end">
              <Button type="submit" loading={set.isPending}>
                {t`Set a password`}
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  )
}
