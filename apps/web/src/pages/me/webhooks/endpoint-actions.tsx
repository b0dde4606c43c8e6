import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  type WebhooksWebhookEndpoint,
  webhooksDeleteEndpoint,
  webhooksRotateSecret,
  webhooksTestEndpoint,
  webhooksUpdateEndpoint,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { Problem } from '../../../components/problem.tsx'
import { EndpointSecret } from './endpoint-secret.tsx'
import { TestResult } from './test-result.tsx'

/** Test, switch on and off, a new secret, delete. */
export function EndpointActions({ endpoint }: { endpoint: WebhooksWebhookEndpoint }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [asks, { open, close }] = useDisclosure()
  const path = { id: endpoint.id }
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: ['webhooks'] })
  const test = useMutation({ mutationFn: async () => (await webhooksTestEndpoint({ client, path })).data })
  const change = useMutation({
    mutationFn: () => webhooksUpdateEndpoint({ client, path, body: { enabled: !endpoint.enabled } }),
    onSuccess,
  })
  const rotate = useMutation({
    mutationFn: async () => (await webhooksRotateSecret({ client, path })).data,
    onSuccess,
  })
  const remove = useMutation({
    mutationFn: () => webhooksDeleteEndpoint({ client, path }),
    onSuccess: async () => {
      await navigate({ to: '/me/webhooks' })
      await onSuccess()
    },
  })
  const failed = [test, change, rotate].find(({ isError }) => isError)
  return (
    <Stack>
      {failed !== undefined && <Problem error={failed.error} />}
      <Group gap="sm">
        <Button onClick={() => test.mutate()} loading={test.isPending}>
          <Trans>Send a test</Trans>
        </Button>
        <Button variant="default" onClick={() => change.mutate()} loading={change.isPending}>
          {endpoint.enabled ? <Trans>Switch off</Trans> : <Trans>Switch on</Trans>}
        </Button>
        <Button variant="default" onClick={() => rotate.mutate()} loading={rotate.isPending}>
          <Trans>New secret</Trans>
        </Button>
        <Button variant="outline" color="red" c="var(--mantine-color-error)" onClick={open}>
          <Trans>Delete</Trans>
        </Button>
      </Group>
      {test.data !== undefined && <TestResult result={test.data} />}
      <Dialog
        opened={rotate.data !== undefined}
        onClose={rotate.reset}
        size="lg"
        title={t`Copy the secret now`}
        closeOnClickOutside={false}
      >
        <EndpointSecret secret={rotate.data?.secret ?? ''} onDone={rotate.reset} />
      </Dialog>
      <ConfirmDialog
        title={t`Delete this webhook?`}
        confirm={t`Delete the webhook`}
        keep={t`Keep it`}
        opened={asks}
        onClose={close}
        mutation={remove}
      >
        <Trans>Nothing is sent to {endpoint.url} any more. Your data stays as it is.</Trans>
      </ConfirmDialog>
    </Stack>
  )
}
