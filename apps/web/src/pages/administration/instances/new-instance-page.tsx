import { Trans, useLingui } from '@lingui/react/macro'
import { Box, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { pluginsCreateInstance, pluginsTestConfiguration } from '@tributary/client'
import { useState } from 'react'
import { client } from '../../../api/client.ts'
import { BackLink } from '../../../components/back-link.tsx'
import { Empty } from '../../../components/empty.tsx'
import { type EnteredForm, GeneratedForm } from '../../../components/generated-form/generated-form.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { Problem } from '../../../components/problem.tsx'
import type { ProviderKind } from '../../../components/provider-kinds.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { toast } from '../../../components/toast.ts'
import { TestButton } from '../parts/test-button.tsx'
import { TestResult } from '../parts/test-result.tsx'
import { usePluginNames } from '../plugins/use-plugin-names.ts'
import { pluginFormsQuery } from './instance-queries.ts'

/** The form of a new instance, of the plugin and kind in the address. */
export function NewInstancePage() {
  const { t } = useLingui()
  const { plugin = '', kind } = useSearch({ from: '/shell/administration/instances/new' })
  const nameOf = usePluginNames()
  const forms = useQuery(pluginFormsQuery(plugin))
  return (
    <>
      <BackLink to="/administration/instances">
        <Trans>All instances</Trans>
      </BackLink>
      <PageTitle>{t`New instance of ${nameOf(plugin)}`}</PageTitle>
      <QueryState query={forms}>
        {({ providers }) => {
          const form = providers.find((each) => each.kind === kind)
          if (form === undefined) return <Empty title={t`This plugin offers nothing of this kind`} />
          return <NewInstance plugin={plugin} kind={form.kind} form={form} />
        }}
      </QueryState>
    </>
  )
}

interface NewInstanceProps {
  readonly plugin: string
  readonly kind: ProviderKind
  readonly form: { readonly schema: unknown; readonly uiSchema: unknown }
}

function NewInstance({ plugin, kind, form }: NewInstanceProps) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [isMissing, setMissing] = useState(false)
  const test = useMutation({
    mutationFn: async ({ values }: EnteredForm) =>
      (await pluginsTestConfiguration({ client, body: { plugin, kind, values } })).data,
  })
  const create = async ({ values }: EnteredForm) => {
    setMissing(name.trim() === '')
    if (name.trim() === '') throw new Error(t`Give it a name.`)
    const { data } = await pluginsCreateInstance({
      client,
      body: { plugin, kind, name: name.trim(), values },
    })
    await queryClient.invalidateQueries({ queryKey: ['instances'] })
    toast(t`Created.`)
    await navigate({ to: '/administration/instances/$instanceId', params: { instanceId: data.id } })
  }
  return (
    <Box maw="44rem">
      <Stack>
        <TextInput
          label={t`Name`}
          description={t`What you call it, to tell several apart.`}
          required
          withAsterisk
          value={name}
          error={isMissing && t`Give it a name.`}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <GeneratedForm
          form={form}
          errorsBelow="/values"
          submitLabel={t`Create`}
          onSubmit={create}
          actions={(entered) => (
            <TestButton loading={test.isPending} onClick={() => test.mutate(entered())} />
          )}
        >
          {test.isError && <Problem error={test.error} />}
          {test.data !== undefined && <TestResult test={test.data} />}
        </GeneratedForm>
      </Stack>
    </Box>
  )
}
