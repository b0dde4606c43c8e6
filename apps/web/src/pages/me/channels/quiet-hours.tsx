import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type NotificationsNotificationPreferences,
  type NotificationsQuietHours,
  notificationsSetPreferences,
} from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { toast } from '../../../components/toast.ts'
import { Section } from '../section.tsx'
import { preferencesQuery } from './channel-queries.ts'
import { useDayNames } from './use-day-names.ts'

/** When nothing is sent. */
export function QuietHours() {
  const { t } = useLingui()
  const query = useQuery(preferencesQuery)
  return (
    <Section
      title={t`Quiet hours`}
      description={t`Nothing is sent then. What waits is sent at the end, unless it is resolved.`}
    >
      <QueryState query={query}>
        {(preferences) => <QuietHoursForm key={JSON.stringify(preferences)} preferences={preferences} />}
      </QueryState>
    </Section>
  )
}

const USUAL: NotificationsQuietHours = {
  startTime: '22:00',
  endTime: '07:00',
  days: [1, 2, 3, 4, 5, 6, 7],
  errorsBreakThrough: true,
}

function QuietHoursForm({ preferences }: { preferences: NotificationsNotificationPreferences }) {
  const { t } = useLingui()
  const dayNames = useDayNames()
  const queryClient = useQueryClient()
  const [isOn, setOn] = useState(preferences.quietHours !== null)
  const [quiet, setQuiet] = useState(preferences.quietHours ?? USUAL)
  const change = (part: Partial<NotificationsQuietHours>) => setQuiet({ ...quiet, ...part })
  const save = useMutation({
    mutationFn: async () =>
      (await notificationsSetPreferences({ client, body: { quietHours: isOn ? quiet : null } })).data,
    onSuccess: (saved) => {
      toast(t`Saved.`)
      queryClient.setQueryData(preferencesQuery.queryKey, saved)
      return queryClient.invalidateQueries({ queryKey: ['channels', 'deliveries'] })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {save.isError && <Problem error={save.error} />}
        <Switch
          label={t`Have quiet hours`}
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        {isOn && (
          <>
            <Group align="flex-end">
              <TextInput
                type="time"
                label={t`From`}
                required
                value={quiet.startTime}
                onChange={(event) => change({ startTime: event.currentTarget.value })}
              />
              <TextInput
                type="time"
                label={t`To`}
                required
                value={quiet.endTime}
                onChange={(event) => change({ endTime: event.currentTarget.value })}
              />
            </Group>
            <Text size="sm" c="dimmed">
              <Trans>On the clock of {preferences.timeZone}, as in your profile.</Trans>
            </Text>
            <Checkbox.Group
              label={t`They begin on`}
              value={quiet.days.map(String)}
              onChange={(days) => change({ days: days.map(Number).toSorted((one, other) => one - other) })}
            >
              <Group mt="xs">
                {dayNames.map((name, index) => (
                  <Checkbox key={name} value={String(index + 1)} label={name} />
                ))}
              </Group>
            </Checkbox.Group>
            <Switch
              label={t`Send errors nevertheless`}
              checked={quiet.errorsBreakThrough}
              onChange={(event) => change({ errorsBreakThrough: event.currentTarget.checked })}
            />
          </>
        )}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={isOn && quiet.days.length === 0}>
            <Trans>Save</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
