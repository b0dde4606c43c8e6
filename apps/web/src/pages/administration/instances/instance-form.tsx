import { useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type PluginsPluginInstance,
  pluginsReplaceInstanceConfiguration,
  pluginsTestInstance,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { type EnteredForm, GeneratedForm } from '../../../components/generated-form/generated-form.tsx'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { toast } from '../../../components/toast.ts'
import { TestButton } from '../parts/test-button.tsx'
import { TestResult } from '../parts/test-result.tsx'
import { Warnings } from '../parts/warnings.tsx'
import { instanceConfigurationQuery } from './instance-queries.ts'

/** The configuration of an instance, with a test of what has been entered, before it is saved. */
export function InstanceForm({ instance }: { instance: PluginsPluginInstance }) {
  const { t } = useLingui()
  const { id } = instance
  const queryClient = useQueryClient()
  const query = useQuery(instanceConfigurationQuery(id))
  const test = useMutation({
    mutationFn: async ({ changes }: EnteredForm) =>
      (await pluginsTestInstance({ client, path: { id }, body: { values: changes } })).data,
  })
  const save = async ({ values, changes }: EnteredForm) => {
    // A secret that was emptied is null in the changes: left out, it would be kept.
    const cleared = Object.fromEntries(Object.entries(changes).filter(([, value]) => value === null))
    const { data } = await pluginsReplaceInstanceConfiguration({
      client,
      path: { id },
      body: { values: { ...values, ...cleared } },
    })
    queryClient.setQueryData(instanceConfigurationQuery(id).queryKey, data)
    void queryClient.invalidateQueries({ queryKey: ['instances'] })
    void queryClient.invalidateQueries({ queryKey: ['health'] })
    test.reset()
    toast(t`Saved.`)
    return data.form.data
  }
  return (
    <QueryState query={query}>
      {({ form, warnings }) => (
        <GeneratedForm
          form={form}
          errorsBelow="/values"
          submitLabel={t`Save`}
          needsChange
          onSubmit={save}
          actions={(entered) => (
            <TestButton loading={test.isPending} onClick={() => test.mutate(entered())} />
          )}
        >
          <Warnings warnings={warnings} />
          {test.isError && <Problem error={test.error} />}
          {test.data !== undefined && <TestResult test={test.data} />}
        </GeneratedForm>
      )}
    </QueryState>
  )
}
