import { useLingui } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import type { WebhooksWebhookEndpoint } from '@tributary/client'

/** Whether a webhook is sent, in a word. */
export function EndpointState({ endpoint }: { endpoint: WebhooksWebhookEndpoint }) {
  const { t } = useLingui()
  const { enabled, failingSince } = endpoint
  const [label, color] = enabled
    ? failingSince === null
      ? [t`On`, 'green']
      : [t`Failing`, 'red']
    : [t`Off`, 'gray']
  return (
    <Badge variant="outline" color={color} c="var(--mantine-color-text)">
      {label}
    </Badge>
  )
}
