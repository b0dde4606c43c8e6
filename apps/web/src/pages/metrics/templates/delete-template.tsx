import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type MetricsMetricTemplate, metricsDeleteTemplate } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { toast } from '../../../components/toast.ts'
import { templatesQuery } from '../metric-queries.ts'

interface DeleteTemplateProps {
  readonly template: MetricsMetricTemplate | undefined
  readonly onClose: () => void
}

/** Asks before a template is deleted. */
export function DeleteTemplate({ template, onClose }: DeleteTemplateProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: async () => {
      if (template !== undefined) await metricsDeleteTemplate({ client, path: { id: template.id } })
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: templatesQuery.queryKey })
      toast(t`The template was deleted.`)
      onClose()
    },
  })
  const name = template?.name ?? ''
  return (
    <ConfirmDialog
      title={t`Delete ${name}?`}
      confirm={t`Delete the template`}
      keep={t`Keep it`}
      opened={template !== undefined}
      onClose={onClose}
      mutation={remove}
    >
      <Trans>
        The template goes. The values that you entered with it stay, and their metrics can still be shown.
      </Trans>
    </ConfirmDialog>
  )
}
