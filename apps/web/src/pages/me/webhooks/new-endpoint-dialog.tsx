import { useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import type { WebhooksWebhookEndpointWithSecret } from '@tributary/client'
import { useState } from 'react'
import { Dialog } from '../../../components/dialog.tsx'
import { EndpointSecret } from './endpoint-secret.tsx'
import { NewEndpointForm } from './new-endpoint-form.tsx'

/** Adds a webhook, and shows its secret once. */
export function NewEndpointDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const [created, setCreated] = useState<WebhooksWebhookEndpointWithSecret>()
  const show = () => void navigate({ to: `/me/webhooks/${created?.id}` })
  return (
    <Dialog
      opened
      onClose={created === undefined ? onClose : show}
      size="lg"
      title={created === undefined ? t`Add a webhook` : t`Copy the secret now`}
      // A stray click must not lose the secret.
      closeOnClickOutside={created === undefined}
    >
      {created === undefined ? (
        <NewEndpointForm onCreated={setCreated} />
      ) : (
        <EndpointSecret secret={created.secret} onDone={show} />
      )}
    </Dialog>
  )
}
