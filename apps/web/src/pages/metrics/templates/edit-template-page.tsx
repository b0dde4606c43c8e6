import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { metricsGetTemplate, metricsReplaceTemplate } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { BackLink } from '../../../components/back-link.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { type DraftTemplate, draftOf, inputOf } from './draft-entries.ts'
import { TemplateForm } from './template-form.tsx'

const route = getRouteApi('/shell/charts/templates/$id/edit')

/** Changes a template; its values stay. */
export function EditTemplatePage() {
  const { t } = useLingui()
  const { id } = route.useParams()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const template = useQuery({
    queryKey: ['metrics', 'templates', id],
    // What is being edited is not exchanged by what is read again.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await metricsGetTemplate({ client, signal, path: { id } })).data,
  })
  const replace = useMutation({
    mutationFn: async (draft: DraftTemplate) =>
      (await metricsReplaceTemplate({ client, path: { id }, body: inputOf(draft) })).data,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['metrics'] })
      await navigate({ to: '/charts/templates' })
    },
  })
  return (
    <>
      <BackLink to="/charts/templates">
        <Trans>Templates</Trans>
      </BackLink>
      <PageTitle>{t`Change the template`}</PageTitle>
      <QueryState query={template}>
        {(data) => (
          <TemplateForm
            initial={draftOf(data)}
            onSave={(draft) => replace.mutate(draft)}
            isSaving={replace.isPending}
            error={replace.error}
          />
        )}
      </QueryState>
    </>
  )
}
