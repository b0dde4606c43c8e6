import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, List, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { ConnectionsConnection, IntegrationsIntegration } from '@tributary/client'
import { useState } from 'react'
import type { DeviceFlow } from '../../../api/integration-operations.ts'
import { GeneratedForm } from '../../../components/generated-form/generated-form.tsx'
import { Problem } from '../../../components/problem.tsx'
import { useConnect } from '../../../components/use-connect.ts'
import { DeviceCode } from './device-code.tsx'
import { joinForms, splitEntered } from './join-forms.ts'

interface ConnectFormProps {
  readonly integration: IntegrationsIntegration
  readonly renewed: ConnectionsConnection | undefined
}

/** What the person enters, if anything, and the button that goes on: to the provider's sign-in, or to the connection. */
export function ConnectForm({ integration, renewed }: ConnectFormProps) {
  const { t } = useLingui()
  const { displayName, auth, form } = integration
  const connect = useConnect(integration.integration)
  const [flow, setFlow] = useState<DeviceFlow>()
  // A new code is requested with what was entered for the first one.
  const [latest, setLatest] = useState<Readonly<Record<string, unknown>>>({})
  const joined = joinForms(integration.forms, renewed?.settings)
  const start = async (entered: Readonly<Record<string, unknown>>) => {
    const target = targetOf(auth, renewed)
    setLatest(entered)
    setFlow(await connect.mutateAsync({ ...entered, ...target }))
  }
  const label = auth === 'oauth2' ? t`Continue to ${displayName}` : t`Connect`
  if (flow !== undefined)
    return (
      <DeviceCode
        key={flow.flow}
        integration={integration.integration}
        displayName={displayName}
        flow={flow}
        onCancel={() => setFlow(undefined)}
        onAgain={() => void start(latest).catch(() => setFlow(undefined))}
        comesAgain={connect.isPending}
      />
    )
  return (
    <Stack gap="sm" maw="40rem">
      <Text size="sm" c="dimmed">
        {auth === 'oauth2' && (
          <Trans>You sign in at {displayName}, choose what may be read, and come back here.</Trans>
        )}
        {auth === 'device_code' && <Trans>You get a code to enter at {displayName}, on any device.</Trans>}
        {auth === 'credentials' && (
          <Trans>{displayName} checks what you enter before anything is stored here.</Trans>
        )}
      </Text>
      {form !== null && form.howTo.length > 0 && (
        <List type="ordered" spacing={4}>
          {form.howTo.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
      )}
      {joined === undefined ? (
        <>
          {connect.isError && <Problem error={connect.error} />}
          <Group>
            <Button
              loading={connect.isPending}
              // What failed is shown above.
              onClick={() => void start({}).catch(() => {})}
              rightSection={auth === 'oauth2' ? <IconExternalLink size={16} aria-hidden /> : undefined}
            >
              {label}
            </Button>
          </Group>
        </>
      ) : (
        <GeneratedForm
          form={joined}
          idPrefix="connect"
          submitLabel={label}
          onSubmit={({ values }) => start(splitEntered(integration.forms, values))}
        />
      )}
    </Stack>
  )
}

/** A renewal at the provider comes back to the connection; a new connection has its page once it exists. */
function targetOf(auth: IntegrationsIntegration['auth'], renewed: ConnectionsConnection | undefined) {
  if (renewed === undefined) return {}
  return {
    connectionId: renewed.id,
    ...(auth === 'oauth2' ? { returnPath: `/connections/${renewed.id}` } : {}),
  }
}
