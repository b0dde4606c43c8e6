import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  type NotificationsNotificationChannel,
  notificationsDeleteChannel,
  notificationsTestChannel,
  notificationsUpdateChannel,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { Problem } from '../../../components/problem.tsx'
import { SentMessage } from './sent-message.tsx'

/** Test, pause or resume, delete. A channel that is paused has one button on top: to resume it. */
export function ChannelActions({ channel }: { channel: NotificationsNotificationChannel }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [asks, { open, close }] = useDisclosure()
  const { state, name } = channel
  const path = { id: channel.id }
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: ['channels'] })
  const test = useMutation({
    mutationFn: async () => (await notificationsTestChannel({ client, path })).data,
  })
  const isPaused = state === 'paused'
  const pause = useMutation({
    mutationFn: () => notificationsUpdateChannel({ client, path, body: { paused: !isPaused } }),
    onSuccess: async () => {
      test.reset()
      await onSuccess()
      await queryClient.invalidateQueries({ queryKey: ['notifications'] })
    },
  })
  const remove = useMutation({
    mutationFn: () => notificationsDeleteChannel({ client, path }),
    onSuccess: async () => {
      await navigate({ to: '/me/notifications' })
      await onSuccess()
    },
  })
  const failed = [test, pause].find(({ isError }) => isError)
  return (
    <Stack>
      {failed !== undefined && <Problem error={failed.error} />}
      <Group gap="sm">
        {isPaused && (
          <Button onClick={() => pause.mutate()} loading={pause.isPending}>
            <Trans>Resume</Trans>
          </Button>
        )}
        {state !== 'unconfirmed' && (
          <Button
            variant={isPaused ? 'default' : 'filled'}
            onClick={() => test.mutate()}
            loading={test.isPending}
          >
            <Trans>Send a test message</Trans>
          </Button>
        )}
        {state === 'active' && (
          <Button variant="default" onClick={() => pause.mutate()} loading={pause.isPending}>
            <Trans>Pause</Trans>
          </Button>
        )}
        <Button variant="outline" color="red" c="var(--mantine-color-error)" onClick={open}>
          <Trans>Delete</Trans>
        </Button>
      </Group>
      {test.data !== undefined && <SentMessage result={test.data} sent={t`The test message was sent.`} />}
      <ConfirmDialog
        title={t`Delete the channel “${name}”?`}
        confirm={t`Delete the channel`}
        keep={t`Keep it`}
        opened={asks}
        onClose={close}
        mutation={remove}
      >
        <Trans>Nothing is sent through it any more. Your notifications stay on the page.</Trans>
      </ConfirmDialog>
    </Stack>
  )
}
