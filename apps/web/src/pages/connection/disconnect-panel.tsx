import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ConnectionsConnection } from '@tributary/client'
import { useState } from 'react'
import { connectionQuery } from '../../api/connections.ts'
import { disconnectConnection } from '../../api/integration-operations.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { toast } from '../../components/toast.ts'
import { Panel } from './panel.tsx'

interface DisconnectPanelProps {
  readonly connection: ConnectionsConnection
  readonly displayName: string
}

/** Ends the connection, after asking what happens to its data; for one that has ended, deletes the data. */
export function DisconnectPanel({ connection, displayName }: DisconnectPanelProps) {
  const { t } = useLingui()
  const [opened, { open, close }] = useDisclosure()
  const isEnded = connection.status === 'disconnected'
  const title = isEnded ? t`Delete the data` : t`Disconnect`
  return (
    <Panel title={title}>
      <Text size="sm" c="dimmed">
        {isEnded ? (
          <Trans>The account is disconnected, and its data is still here.</Trans>
        ) : (
          <Trans>Nothing more is read, and the access at {displayName} is given back.</Trans>
        )}
      </Text>
      <Group>
        <Button color="red" variant="outline" onClick={open}>
          {isEnded ? t`Delete the data…` : t`Disconnect…`}
        </Button>
      </Group>
      <DisconnectDialog connection={connection} displayName={displayName} opened={opened} onClose={close} />
    </Panel>
  )
}

interface DisconnectDialogProps extends DisconnectPanelProps {
  readonly opened: boolean
  readonly onClose: () => void
}

function DisconnectDialog({ connection, displayName, opened, onClose }: DisconnectDialogProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const isEnded = connection.status === 'disconnected'
  const [choice, setChoice] = useState<'keep' | 'delete'>('keep')
  const data = isEnded ? 'delete' : choice
  const end = useMutation({
    mutationFn: () => disconnectConnection(connection, data),
    onSuccess: async () => {
      onClose()
      toast(data === 'delete' ? t`The data is deleted.` : t`The account is disconnected.`)
      // A deleted connection has no page any more.
      if (data === 'delete') {
        await navigate({ to: '/integrations/$integration', params: { integration: connection.integration } })
        queryClient.removeQueries({ queryKey: connectionQuery(connection.id).queryKey })
      }
      await queryClient.invalidateQueries()
    },
  })
  return (
    <ConfirmDialog
      title={isEnded ? t`Delete the data of this account?` : t`Disconnect this account?`}
      confirm={data === 'delete' ? t`Delete the data` : t`Disconnect`}
      opened={opened}
      onClose={onClose}
      mutation={end}
    >
      <Stack>
        <Text size="sm">
          <Trans>
            The stored access is deleted at once and given back at {displayName}. Running syncs are cancelled.
          </Trans>
        </Text>
        {isEnded ? (
          <Text size="sm">
            <Trans>Everything that only this account has delivered is deleted. That cannot be undone.</Trans>
          </Text>
        ) : (
          <Radio.Group
            label={t`Its data`}
            value={data}
            onChange={(value) => setChoice(value === 'delete' ? 'delete' : 'keep')}
          >
            <Stack gap="xs" mt="xs">
              <Radio
                value="keep"
                label={t`Keep it`}
                description={t`Everything stays as it is. Connect again at any time.`}
              />
              <Radio
                value="delete"
                label={t`Delete it`}
                description={t`What a file or another account has also delivered stays. That cannot be undone.`}
              />
            </Stack>
          </Radio.Group>
        )}
      </Stack>
    </ConfirmDialog>
  )
}
