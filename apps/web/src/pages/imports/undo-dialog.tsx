import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ImportsImportBatch, importsUndoImport } from '@tributary/client'
import { client } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'

interface UndoDialogProps {
  readonly item: ImportsImportBatch
  readonly opened: boolean
  readonly onClose: () => void
}

/** Asks before an import is undone: what goes, and what stays. */
export function UndoDialog({ item, opened, onClose }: UndoDialogProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const undo = useMutation({
    mutationFn: async () => (await importsUndoImport({ client, path: { id: item.id } })).data,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['imports'] })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={t`Undo this import?`}
      confirm={t`Undo the import`}
      keep={t`Keep it`}
      opened={opened}
      onClose={onClose}
      mutation={undo}
    >
      <Trans>
        What only this file has brought is deleted. What a connection or another file has brought as well
        stays. You can import the file again.
      </Trans>
    </ConfirmDialog>
  )
}
