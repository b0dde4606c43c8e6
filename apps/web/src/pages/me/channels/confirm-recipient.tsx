import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type NotificationsNotificationChannel,
  notificationsRotateCode,
  notificationsVerifyChannel,
} from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { SentMessage } from './sent-message.tsx'
import { recipientText } from './use-channel-words.ts'

/** The code that was sent to the recipient: nothing else is, before it is entered. */
export function ConfirmRecipient({ channel }: { channel: NotificationsNotificationChannel }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [code, setCode] = useState('')
  const path = { id: channel.id }
  const recipient = recipientText(channel)
  const confirm = useMutation({
    mutationFn: () => notificationsVerifyChannel({ client, path, body: { code: code.trim() } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['channels'] }),
  })
  const again = useMutation({
    mutationFn: async () => (await notificationsRotateCode({ client, path })).data,
    onSuccess: () => setCode(''),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  const failed = [confirm, again].find(({ isError }) => isError)
  return (
    <form onSubmit={submit}>
      <Stack maw="24rem">
        <Text size="sm">
          <Trans>A code was sent to {recipient}. Enter it: until then nothing else is sent there.</Trans>
        </Text>
        {failed !== undefined && <Problem error={failed.error} />}
        {again.data !== undefined && <SentMessage result={again.data} sent={t`Another code was sent.`} />}
        <TextInput
          label={t`Code`}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          maxLength={6}
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group gap="sm">
          <Button type="submit" loading={confirm.isPending}>
            <Trans>Confirm</Trans>
          </Button>
          <Button variant="default" onClick={() => again.mutate()} loading={again.isPending}>
            <Trans>Send another code</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
