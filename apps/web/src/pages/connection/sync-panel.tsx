import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ConnectionsConnection, IntegrationsIntegration, JobsSyncRange } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { syncConnection, updateConnection } from '../../api/integration-operations.ts'
import { connectionJobsQuery } from '../../api/jobs.ts'
import { isOpen } from '../../api/live-job.ts'
import { Problem } from '../../components/problem.tsx'
import { toast } from '../../components/toast.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Panel } from './panel.tsx'
import { LiveRun } from './runs/live-run.tsx'

const SYNCED: readonly ConnectionsConnection['status'][] = ['connected', 'needs_permission', 'needs_action']

interface SyncPanelProps {
  readonly connection: ConnectionsConnection
  readonly integration: IntegrationsIntegration
}

/** What runs now, and what can be read: the usual days, or any range back to the first. */
export function SyncPanel({ connection, integration }: SyncPanelProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: jobs } = useQuery(connectionJobsQuery(connection.id))
  const running = jobs?.filter(isOpen)
  const sync = useMutation({
    mutationFn: (range: JobsSyncRange) => syncConnection(connection, range),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  })
  const pause = useMutation({
    mutationFn: () => updateConnection(connection, { paused: true }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['connections'] }),
        queryClient.invalidateQueries({ queryKey: ['integrations'] }),
      ])
      toast(t`The connection is paused.`)
    },
  })
  const isSynced = SYNCED.includes(connection.status)
  return (
    <Panel
      title={t`Sync`}
      actions={
        isSynced && (
          <Group gap="xs">
            <Button size="sm" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
              <Trans>Pause</Trans>
            </Button>
            <Button size="sm" loading={sync.isPending} onClick={() => sync.mutate({})}>
              <Trans>Sync now</Trans>
            </Button>
          </Group>
        )
      }
    >
      {running?.length === 0 && (
        <Text size="sm" c="dimmed">
          {isSynced ? (
            <Trans>Nothing is being read right now.</Trans>
          ) : (
            <Trans>Nothing is read in this state.</Trans>
          )}
        </Text>
      )}
      {running?.map(({ id }) => (
        <LiveRun key={id} id={id} />
      ))}
      {sync.isError && <Problem error={sync.error} />}
      {pause.isError && <Problem error={pause.error} />}
      {isSynced && (
        <RangeForm
          integration={integration}
          loading={sync.isPending}
          onSubmit={(range) => sync.mutate(range)}
        />
      )}
    </Panel>
  )
}

interface RangeFormProps {
  readonly integration: IntegrationsIntegration
  readonly loading: boolean
  readonly onSubmit: (range: JobsSyncRange) => void
}

function RangeForm({ integration, loading, onSubmit }: RangeFormProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const today = formats.localDate()
  const { historyLimitDays } = integration.facts
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSubmit({ from, ...(to === '' ? {} : { to }) })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap={6}>
        <Group gap="sm" align="flex-end">
          <TextInput
            type="date"
            label={t`Read from`}
            required
            withAsterisk={false}
            max={today}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            style={{ flex: '1 1 9rem' }}
          />
          <TextInput
            type="date"
            label={t`to`}
            min={from}
            max={today}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            style={{ flex: '1 1 9rem' }}
          />
          <Button type="submit" variant="default" loading={loading}>
            <Trans>Read this range</Trans>
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {historyLimitDays === null ? (
            <Trans>Fills in the past, or reads days again. Without an end it goes up to today.</Trans>
          ) : (
            <Trans>The provider only gives the last {historyLimitDays} days.</Trans>
          )}
        </Text>
      </Stack>
    </form>
  )
}
