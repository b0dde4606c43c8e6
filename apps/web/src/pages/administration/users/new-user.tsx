import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { accountsCreateUser } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'

const EMPTY = { name: '', email: '', password: '', isAdministrator: false }

/** Creates a person who may sign in. */
export function NewUser() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [opened, { open, close }] = useDisclosure()
  const [entered, setEntered] = useState(EMPTY)
  const { name, email, password, isAdministrator } = entered
  const create = useMutation({
    mutationFn: () =>
      accountsCreateUser({
        client,
        body: {
          email,
          password,
          role: isAdministrator ? 'admin' : 'user',
          ...(name.trim() === '' ? {} : { name: name.trim() }),
        },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['users'] })
      toast(t`Created.`)
      setEntered(EMPTY)
      close()
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <>
      <Button onClick={open}>
        <Trans>Create a user</Trans>
      </Button>
      <Dialog opened={opened} onClose={close} title={t`New user`}>
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={t`Name`}
              value={name}
              onChange={(event) => setEntered({ ...entered, name: event.currentTarget.value })}
            />
            <TextInput
              label={t`Email address`}
              type="email"
              required
              autoComplete="off"
              value={email}
              onChange={(event) => setEntered({ ...entered, email: event.currentTarget.value })}
            />
            <PasswordInput
              label={t`Password`}
              description={t`At least 8 characters. Tell it to the person; they can change it.`}
              autoComplete="new-password"
              required
              minLength={8}
              value={password}
              onChange={(event) => setEntered({ ...entered, password: event.currentTarget.value })}
              visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
            />
            <Checkbox
              size="md"
              label={t`Administrator`}
              description={t`May do everything on this server, and see these pages.`}
              checked={isAdministrator}
              onChange={(event) => setEntered({ ...entered, isAdministrator: event.currentTarget.checked })}
            />
            {create.isError && <Problem error={create.error} />}
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending}>
                {t`Create`}
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  )
}
