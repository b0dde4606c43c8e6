import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConnectionsConnection, IntegrationsIntegration } from '@tributary/client'
import { connectionQuery } from '../../api/connections.ts'
import { updateConnection } from '../../api/integration-operations.ts'
import { Problem } from '../../components/problem.tsx'
import { Panel } from './panel.tsx'

interface StreamsPanelProps {
  readonly connection: ConnectionsConnection
  readonly integration: IntegrationsIntegration
}

/** What is read from the account, each switched on or off. */
export function StreamsPanel({ connection, integration }: StreamsPanelProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: (streams: Record<string, boolean>) => updateConnection(connection, { streams }),
    onSuccess: (changed) => queryClient.setQueryData(connectionQuery(changed.id).queryKey, changed),
  })
  const described = new Map(integration.streams.map((stream) => [stream.id, stream]))
  return (
    <Panel title={t`What is read`}>
      {change.isError && <Problem error={change.error} />}
      <Stack gap="sm">
        {connection.streams.map(({ id, enabled, runs }) => {
          const stream = described.get(id)
          return (
            <Switch
              key={id}
              label={stream?.displayName ?? id}
              description={
                enabled && !runs ? (
                  <Trans>Is not read: a permission is missing.</Trans>
                ) : enabled ? undefined : (
                  (stream?.offByDefault ?? undefined)
                )
              }
              checked={change.isPending && id in change.variables ? change.variables[id] === true : enabled}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ [id]: event.currentTarget.checked })}
            />
          )
        })}
      </Stack>
      {connection.streams.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>Nothing can be read from this account by itself.</Trans>
        </Text>
      )}
    </Panel>
  )
}
