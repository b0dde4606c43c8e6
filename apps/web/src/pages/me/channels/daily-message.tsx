import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Radio, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type NotificationsNotificationChannel, notificationsUpdateChannel } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'
import { Section } from '../section.tsx'

const USUAL = '08:00'

/** Each notification at once, or all of a day in one message. */
export function DailyMessage({ channel }: { channel: NotificationsNotificationChannel }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [isDaily, setDaily] = useState(channel.dailyAt !== null)
  const [time, setTime] = useState(channel.dailyAt ?? USUAL)
  const save = useMutation({
    mutationFn: () =>
      notificationsUpdateChannel({
        client,
        path: { id: channel.id },
        body: { dailyAt: isDaily ? time : null },
      }),
    onSuccess: () => {
      toast(t`Saved.`)
      return queryClient.invalidateQueries({ queryKey: ['channels'] })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Section title={t`When it is sent`}>
      <form onSubmit={submit}>
        <Stack>
          {save.isError && <Problem error={save.error} />}
          <Radio.Group
            aria-label={t`When it is sent`}
            value={isDaily ? 'daily' : 'once'}
            onChange={(value) => setDaily(value === 'daily')}
          >
            <Stack gap="xs">
              <Radio value="once" label={t`At once`} />
              <Radio value="daily" label={t`Once a day, all in one message`} />
            </Stack>
          </Radio.Group>
          {isDaily && (
            <TextInput
              type="time"
              label={t`At`}
              required
              maw="10rem"
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
            />
          )}
          <Group>
            <Button type="submit" variant="default" loading={save.isPending}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
