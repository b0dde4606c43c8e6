import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Button, Code, Group, Loader, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { type DeviceFlow, pollConnection } from '../../../api/integration-operations.ts'
import { Problem } from '../../../components/problem.tsx'
import { QrCode } from './qr-code.tsx'

interface DeviceCodeProps {
  readonly integration: string
  readonly displayName: string
  readonly flow: DeviceFlow
  readonly onCancel: () => void
  /** Requests a new code. */
  readonly onAgain: () => void
  /** While the new code is on its way. */
  readonly comesAgain: boolean
}

/** The code that a person enters at the provider, until they have. The API has no stream for that, so it is asked at the interval it says. */
export function DeviceCode(props: DeviceCodeProps) {
  const { integration, displayName, flow, onCancel, onAgain, comesAgain } = props
  const { t } = useLingui()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data, error } = useQuery({
    queryKey: ['device-flow', flow.flow],
    queryFn: () => pollConnection(integration, flow.flow),
    retry: false,
    gcTime: 0,
    refetchInterval: ({ state }) => {
      if (state.error !== null) return false
      const seconds =
        state.data === undefined || 'id' in state.data ? flow.pollAfterSeconds : state.data.pollAfterSeconds
      return state.data !== undefined && 'id' in state.data ? false : seconds * 1000
    },
    refetchIntervalInBackground: true,
  })
  const connectionId = data !== undefined && 'id' in data ? data.id : undefined
  useEffect(() => {
    if (connectionId === undefined) return
    void queryClient.invalidateQueries({ queryKey: ['integrations'] })
    void navigate({ to: '/connections/$connectionId', params: { connectionId } })
  }, [connectionId, navigate, queryClient])
  if (error !== null)
    return (
      <Problem error={error} action={{ label: t`Get a new code`, onClick: onAgain, loading: comesAgain }} />
    )
  const address = flow.verificationUriComplete ?? flow.verificationUri
  return (
    <Stack gap="sm" align="flex-start">
      <Text>
        <Trans>
          Open{' '}
          <Anchor href={address} target="_blank" rel="noreferrer">
            {flow.verificationUri}
          </Anchor>{' '}
          on any device and enter this code:
        </Trans>
      </Text>
      <Code fz="h2" fw={700} p="sm" aria-label={t`The code`}>
        {flow.userCode}
      </Code>
      <Text size="sm" c="dimmed">
        <Trans>Or open the address with the camera of your phone:</Trans>
      </Text>
      <QrCode address={address} />
      <Group gap="xs" role="status">
        <Loader size="xs" aria-hidden />
        <Text size="sm" c="dimmed">
          <Trans>Waiting until you have entered it at {displayName}.</Trans>
        </Text>
      </Group>
      <Button variant="subtle" size="sm" onClick={onCancel}>
        <Trans>Cancel</Trans>
      </Button>
    </Stack>
  )
}
