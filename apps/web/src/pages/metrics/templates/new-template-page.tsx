import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { metricsCreateTemplate } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { BackLink } from '../../../components/back-link.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { type DraftTemplate, inputOf } from './draft-entries.ts'
import { TemplateForm } from './template-form.tsx'

const EMPTY: DraftTemplate = { name: '', entries: [] }

/** Creates a template, and leads to its form. */
export function NewTemplatePage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const create = useMutation({
    mutationFn: async (draft: DraftTemplate) =>
      (await metricsCreateTemplate({ client, body: inputOf(draft) })).data,
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['metrics'] })
      await navigate({ to: '/charts/templates/$id', params: { id } })
    },
  })
  return (
    <>
      <BackLink to="/charts/templates">
        <Trans>Templates</Trans>
      </BackLink>
      <PageTitle>{t`New template`}</PageTitle>
      <TemplateForm
        initial={EMPTY}
        onSave={(draft) => create.mutate(draft)}
        isSaving={create.isPending}
        error={create.error}
      />
    </>
  )
}
