import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JobsImportJob, jobsDeleteFile } from '@tributary/client'
import { client } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { toast } from '../../components/toast.ts'

/** Deletes the file that is kept for another try, after asking. */
export function DeleteFile({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [asks, { open, close }] = useDisclosure()
  const remove = useMutation({
    mutationFn: () => jobsDeleteFile({ client, path: { id: job.id } }),
    onSuccess: async () => {
      toast(t`The file has been deleted.`)
      await queryClient.invalidateQueries({ queryKey: ['jobs'] })
      close()
    },
  })
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        <Trans>Delete the kept file</Trans>
      </Button>
      <ConfirmDialog
        title={t`Delete the kept file?`}
        confirm={t`Delete the file`}
        keep={t`Keep it`}
        opened={asks}
        onClose={close}
        mutation={remove}
      >
        <Trans>
          “{job.filename}” is deleted from the server, and this import can no longer be tried again. What has
          been imported stays.
        </Trans>
      </ConfirmDialog>
    </>
  )
}
