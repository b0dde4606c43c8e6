import { useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import type { AccountsApiKeyCreated } from '@tributary/client'
import { useState } from 'react'
import { CreatedKey } from './created-key.tsx'
import { NewKeyForm } from './new-key-form.tsx'

/** Makes a key, and shows it once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const [created, setCreated] = useState<AccountsApiKeyCreated>()
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={created === undefined ? t`Create an API key` : t`Copy your key now`}
      // A stray click must not lose the key.
      closeOnClickOutside={created === undefined}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {created === undefined ? (
        <NewKeyForm onCreated={setCreated} />
      ) : (
        <CreatedKey created={created} onDone={onClose} />
      )}
    </Modal>
  )
}
