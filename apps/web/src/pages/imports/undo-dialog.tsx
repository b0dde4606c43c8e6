import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ImportsImportBatch, importsUndoImport } from '@tributary/client'
import { client } from '../../api/client.ts'
import { Problem } from '../../components/problem.tsx'

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
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Undo this import?`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <Stack>
        <Text>
          <Trans>
            What only this file has brought is deleted. What a connection or another file has brought as well
            stays. You can import the file again.
          </Trans>
        </Text>
        {undo.isError && <Problem error={undo.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button color="red" onClick={() => undo.mutate()} loading={undo.isPending}>
            <Trans>Undo the import</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
