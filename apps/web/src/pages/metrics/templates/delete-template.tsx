import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type MetricsMetricTemplate, metricsDeleteTemplate } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
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
    mutationFn: async (id: string) => {
      await metricsDeleteTemplate({ client, path: { id } })
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: templatesQuery.queryKey })
      toast(t`The template was deleted.`)
      onClose()
    },
  })
  const name = template?.name ?? ''
  return (
    <Modal
      opened={template !== undefined}
      onClose={onClose}
      title={<Text fw={600}>{t`Delete ${name}?`}</Text>}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <Stack>
        {remove.isError && <Problem error={remove.error} />}
        <Text size="sm">
          <Trans>
            The template goes. The values that you entered with it stay, and their metrics can still be shown.
          </Trans>
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => template && remove.mutate(template.id)}
          >
            <Trans>Delete the template</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
