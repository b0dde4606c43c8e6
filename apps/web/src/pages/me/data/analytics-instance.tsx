import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type AnalyticsAnalyticsChoice,
  type AnalyticsAnalyticsInstance,
  analyticsUpdateInstance,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'

/** The switches of one service, and how far it is. */
export function AnalyticsInstance({ instance }: { instance: AnalyticsAnalyticsInstance }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: (body: AnalyticsAnalyticsChoice) =>
      analyticsUpdateInstance({ client, path: { id: instance.id }, body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['analytics'] }),
  })
  const { name } = instance
  return (
    <Stack gap="xs">
      {change.isError && <Problem error={change.error} />}
      <Switch
        label={t`Send my daily values to ${name}`}
        checked={instance.enabled}
        disabled={change.isPending}
        onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
      />
      {instance.enabled && (
        <Switch
          label={t`Also each measurement, like every heart rate`}
          aria-label={t`Also each measurement, like every heart rate: ${name}`}
          checked={instance.withMeasurements}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ withMeasurements: event.currentTarget.checked })}
        />
      )}
      <State instance={instance} />
    </Stack>
  )
}

function State({ instance }: { instance: AnalyticsAnalyticsInstance }) {
  const { dateTime, number } = useFormats()
  const { state, lastError, nextAttemptAt, lastSentAt, sentCount, pseudonym } = instance
  const next = nextAttemptAt === null ? '' : dateTime(nextAttemptAt)
  const sent = lastSentAt === null ? '' : dateTime(lastSentAt)
  return (
    <>
      {state === 'waiting' && (
        <Text size="sm" c="var(--mantine-color-error)">
          {lastError} <Trans>It is tried again at {next}; nothing is lost.</Trans>
        </Text>
      )}
      {state === 'sending' && (
        <Text size="sm" c="dimmed">
          <Trans>Values are being sent.</Trans>
        </Text>
      )}
      {lastSentAt !== null && (
        <Text size="sm" c="dimmed">
          <Trans>
            {number(sentCount)} values sent, the last at {sent}.
          </Trans>
        </Text>
      )}
      {state === 'current' && lastSentAt === null && (
        <Text size="sm" c="dimmed">
          <Trans>There is nothing to send yet.</Trans>
        </Text>
      )}
      {pseudonym !== null && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          <Trans>Your pseudonym there: {pseudonym}</Trans>
        </Text>
      )}
    </>
  )
}
