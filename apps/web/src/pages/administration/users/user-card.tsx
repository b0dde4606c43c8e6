import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type AccountsUser,
  type AccountsUserChange,
  accountsDeleteUser,
  accountsUpdateUser,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useMe } from '../../../api/me.ts'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { ConfirmButton } from '../parts/confirm-button.tsx'
import { Status } from '../parts/status.tsx'
import { NewPassword } from './new-password.tsx'

/** One person who may sign in, and what can be done. */
export function UserCard({ user }: { user: AccountsUser }) {
  const { t } = useLingui()
  const formats = useFormats()
  const me = useMe()
  const queryClient = useQueryClient()
  const { id, email, name, role, disabled, createdAt } = user
  const isMe = me.email === email
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['users'] })
  const change = useMutation({
    mutationFn: (body: AccountsUserChange) => accountsUpdateUser({ client, path: { id }, body }),
    onSettled: refresh,
  })
  const remove = async () => {
    await accountsDeleteUser({ client, path: { id } })
    await refresh()
  }
  const isPending = (field: keyof AccountsUserChange) =>
    change.isPending && change.variables[field] !== undefined
  return (
    <Paper withBorder p="md" component="article" aria-label={email}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <div>
            <Text fw={600}>{name === '' ? email : name}</Text>
            <Text size="sm" c="dimmed">
              {email} · <Trans>since {formats.date(formats.localDate(createdAt))}</Trans>
            </Text>
          </div>
          <Group gap="md">
            <Text size="sm">{role === 'admin' ? t`Administrator` : t`User`}</Text>
            <Status look={disabled ? 'none' : 'good'}>{disabled ? t`Disabled` : t`Enabled`}</Status>
          </Group>
        </Group>
        {isMe ? (
          <Text size="sm" c="dimmed">
            <Trans>This is you. Your password and sessions are on the page Me.</Trans>
          </Text>
        ) : (
          <Group gap="sm">
            <Button
              variant="default"
              loading={isPending('role')}
              onClick={() => change.mutate({ role: role === 'admin' ? 'user' : 'admin' })}
            >
              {role === 'admin' ? t`Take administration away` : t`Make administrator`}
            </Button>
            <Button
              variant="default"
              loading={isPending('disabled')}
              onClick={() => change.mutate({ disabled: !disabled })}
            >
              {disabled ? t`Enable` : t`Disable`}
            </Button>
            <NewPassword user={user} />
            <ConfirmButton label={t`Delete`} title={t`Delete ${email}?`} act={remove}>
              {t`Everything of this person is deleted: connections, metrics, library, imports, API keys. This cannot be undone. Entries of the audit log stay. To keep the data, disable the user instead.`}
            </ConfirmButton>
          </Group>
        )}
        {change.isError && <Problem error={change.error} />}
      </Stack>
    </Paper>
  )
}
