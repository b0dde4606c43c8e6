import { Trans } from '@lingui/react/macro'
import { Accordion } from '@mantine/core'
import { type Options, propertiesOf } from './default-options.ts'

interface ImportOptionsProps {
  /** JSON Schema of the options. */
  readonly schema: unknown
  readonly options: Options
  readonly onChange: (options: Options) => void
}

/** What else can be chosen of an import, closed until someone needs it. */
export function ImportOptions({ schema }: ImportOptionsProps) {
  if (Object.keys(propertiesOf(schema)).length === 0) return null
  return (
    <Accordion variant="contained">
      <Accordion.Item value="options">
        <Accordion.Control>
          <Trans>Options</Trans>
        </Accordion.Control>
        <Accordion.Panel></Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
