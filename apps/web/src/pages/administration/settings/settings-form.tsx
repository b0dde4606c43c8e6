import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SettingsPluginSettings, settingsTestPlugin, settingsUpdatePlugin } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { formLabels } from '../../../components/generated-form/form-labels.ts'
import { type EnteredForm, GeneratedForm } from '../../../components/generated-form/generated-form.tsx'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'
import { TestButton } from '../parts/test-button.tsx'
import { TestResult } from '../parts/test-result.tsx'
import { Warnings } from '../parts/warnings.tsx'
import { pluginQuery } from '../plugins/plugin-queries.ts'
import { pluginSettingsQuery } from './settings-queries.ts'
import { StoredValues } from './stored-values.tsx'

/** The generated form of a plugin's settings, with a test of what has been entered, before it is saved. */
export function SettingsForm({ settings }: { settings: SettingsPluginSettings }) {
  const { t } = useLingui()
  const { plugin, form, fields, warnings } = settings
  const queryClient = useQueryClient()
  const labelOf = (key: string) => formLabels(form)[key] ?? key
  const about = useQuery(pluginQuery(plugin))
  const test = useMutation({
    mutationFn: async ({ changes }: EnteredForm) =>
      (await settingsTestPlugin({ client, path: { plugin }, body: { values: changes } })).data,
  })
  const show = (data: SettingsPluginSettings) => {
    queryClient.setQueryData(pluginSettingsQuery(plugin).queryKey, data)
    // Everything that is configured by them.
    for (const key of ['settings', 'integrations', 'health', 'plugins'])
      void queryClient.invalidateQueries({ queryKey: [key] })
  }
  return (
    <Stack>
      {settings.waitingFor !== null && <Problem color="yellow">{settings.waitingFor}</Problem>}
      {settings.missing.length + settings.invalid.length > 0 && (
        <StateOfSettings settings={settings} labelOf={labelOf} />
      )}
      <GeneratedForm
        form={form}
        errorsBelow="/values"
        submitLabel={t`Save`}
        needsChange
        onSubmit={async ({ changes }) => {
          const { data } = await settingsUpdatePlugin({ client, path: { plugin }, body: { values: changes } })
          show(data)
          test.reset()
          toast(t`Saved.`)
          return data.form.data
        }}
        actions={(entered) =>
          about.data?.supportsConnectionTest === true && (
            <TestButton loading={test.isPending} onClick={() => test.mutate(entered())} />
          )
        }
      >
        <Warnings warnings={warnings} />
        {test.isError && <Problem error={test.error} />}
        {test.data !== undefined && <TestResult test={test.data} />}
      </GeneratedForm>
      <StoredValues plugin={plugin} fields={fields} labelOf={labelOf} onCleared={show} />
    </Stack>
  )
}

/** What keeps the plugin from working, with the labels of the fields. */
function StateOfSettings({
  settings,
  labelOf,
}: {
  settings: SettingsPluginSettings
  labelOf: (key: string) => string
}) {
  const { t } = useLingui()
  const { fields, invalid } = settings
  const unopenable = fields.filter(({ state }) => state === 'unopenable').map(({ key }) => labelOf(key))
  const lost = unopenable.join(', ')
  if (unopenable.length > 0)
    return <Problem>{t`A stored secret cannot be opened any more. Enter it again: ${lost}`}</Problem>
  const wrong = invalid.map(labelOf).join(', ')
  if (invalid.length > 0) return <Problem>{t`Some values do not fit: ${wrong}`}</Problem>
  return null
}
