import { Trans, useLingui } from '@lingui/react/macro'
import { Accordion } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { integrationQuery } from '../../../api/integrations.ts'
import { GeneratedForm } from '../../../components/generated-form/generated-form.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { type Options, propertiesOf } from './default-options.ts'

interface ImportOptionsProps {
  readonly integration: string
  /** JSON Schema of the options. */
  readonly schema: unknown
  readonly options: Options
  readonly onChange: (options: Options) => void
}

/** What else can be chosen of an import, closed until someone needs it. */
export function ImportOptions({ integration, schema, options, onChange }: ImportOptionsProps) {
  const { t } = useLingui()
  const [opened, setOpened] = useState<string | null>(null)
  const query = useQuery({ ...integrationQuery(integration), enabled: opened !== null })
  if (Object.keys(propertiesOf(schema)).length === 0) return null
  return (
    <Accordion variant="contained" value={opened} onChange={setOpened}>
      <Accordion.Item value="options">
        <Accordion.Control>
          <Trans>Options</Trans>
        </Accordion.Control>
        <Accordion.Panel>
          {opened !== null && (
            <QueryState query={query}>
              {({ forms }) => (
                <GeneratedForm
                  form={{ ...forms.importOptions, data: options }}
                  idPrefix="options"
                  submitLabel={t`Use these options`}
                  onSubmit={async ({ values }) => onChange(values)}
                />
              )}
            </QueryState>
          )}
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
