import { useLingui } from '@lingui/react/macro'
import type { AccountsApiKeyCreated } from '@tributary/client'
import { useState } from 'react'
import { Dialog } from '../../../components/dialog.tsx'
import { CreatedKey } from './created-key.tsx'
import { NewKeyForm } from './new-key-form.tsx'

/** Makes a key, and shows it once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const [created, setCreated] = useState<AccountsApiKeyCreated>()
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={created === undefined ? t`Create an API key` : t`Copy your key now`}
      // A stray click must not lose the key.
      closeOnClickOutside={created === undefined}
    >
      {created === undefined ? (
        <NewKeyForm onCreated={setCreated} />
      ) : (
        <CreatedKey created={created} onDone={onClose} />
      )}
    </Dialog>
  )
}
