import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConnectionsConnection, IntegrationsIntegration } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { connectionQuery } from '../../api/connections.ts'
import { updateConnection } from '../../api/integration-operations.ts'
import { GeneratedForm } from '../../components/generated-form/generated-form.tsx'
import { Problem } from '../../components/problem.tsx'
import { toast } from '../../components/toast.ts'
import { Panel } from './panel.tsx'

interface SettingsPanelProps {
  readonly connection: ConnectionsConnection
  readonly integration: IntegrationsIntegration
}

/** The name of the connection, and those of its settings that can be changed without connecting again. */
export function SettingsPanel({ connection, integration }: SettingsPanelProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [label, setLabel] = useState(connection.label ?? '')
  const keep = (changed: ConnectionsConnection) => {
    queryClient.setQueryData(connectionQuery(changed.id).queryKey, changed)
    toast(t`Saved.`)
  }
  const rename = useMutation({
    mutationFn: () => updateConnection(connection, { label: label.trim() === '' ? null : label.trim() }),
    onSuccess: keep,
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    rename.mutate()
  }
  const form = integration.forms.connectionChange
  return (
    <Panel title={t`Settings`}>
      {rename.isError && <Problem error={rename.error} />}
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t`Name of this connection`}
            placeholder={connection.accountName ?? integration.displayName}
            maxLength={100}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            style={{ flex: '1 1 14rem' }}
          />
          <Button
            type="submit"
            variant="default"
            loading={rename.isPending}
            disabled={label.trim() === (connection.label ?? '')}
          >
            <Trans>Rename</Trans>
          </Button>
        </Group>
      </form>
      {form !== null && (
        <GeneratedForm
          form={{ ...form, data: { ...connection.settings } }}
          idPrefix="settings"
          submitLabel={t`Save`}
          needsChange
          errorsBelow="/settings"
          onSubmit={async ({ changes }) => {
            const changed = await updateConnection(connection, { settings: changes })
            keep(changed)
            return changed.settings
          }}
        />
      )}
    </Panel>
  )
}
