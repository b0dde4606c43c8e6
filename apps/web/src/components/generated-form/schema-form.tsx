import { useLingui } from '@lingui/react/macro'
import { Button, Group, Stack } from '@mantine/core'
import { withTheme } from '@rjsf/core'
import { createSchemaUtils, type RJSFSchema, type UiSchema } from '@rjsf/utils'
import { useMutation } from '@tanstack/react-query'
import { isTributaryProblem } from '@tributary/client'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Problem } from '../problem.tsx'
import { faultSentence } from './fault-sentence.ts'
import { formChanges } from './form-changes.ts'
import { formTheme } from './form-theme.ts'
import type { EnteredForm, GeneratedFormProps } from './generated-form.tsx'
import { propertiesOf, withChoices } from './loaded-choices.ts'
import { errorsAt, schemaValidator } from './schema-validator.ts'
import { splitFaults } from './server-faults.ts'
import { useChoices } from './use-choices.ts'

type Values = Record<string, unknown>

const Form = withTheme<Values>(formTheme)

/** The library would fill in lists that were not touched. */
const DEFAULTS = { arrayMinItems: { populate: 'never' } } as const

export function SchemaForm(props: GeneratedFormProps) {
  const { form, onSubmit, submitLabel, errorsBelow = '', actions, children, idPrefix = 'form' } = props
  const { t, i18n } = useLingui()
  const given = useMemo(
    () => ({ schema: (form.schema ?? {}) as RJSFSchema, uiSchema: (form.uiSchema ?? {}) as UiSchema }),
    [form.schema, form.uiSchema],
  )
  // oxlint-disable-next-line react/exhaustive-deps -- its sentences are those of the current language
  const validator = useMemo(() => schemaValidator(faultSentence), [i18n.locale])
  const filledIn = (data: Values | undefined) =>
    createSchemaUtils<Values>(validator, given.schema, DEFAULTS).getDefaultFormState(
      given.schema,
      data ?? {},
    ) as Values
  const [before, setBefore] = useState<Values>(() => filledIn(form.data))
  const [values, setValues] = useState<Values>(before)
  const show = (data: Values | undefined) => {
    const next = filledIn(data)
    setBefore(next)
    setValues(next)
  }
  // What was stored elsewhere is shown, unless it is what is shown already.
  const stored = JSON.stringify(form.data ?? {})
  const shown = useRef(stored)
  useEffect(() => {
    if (shown.current === stored) return
    shown.current = stored
    show(form.data)
  })
  const { choices, problem: choicesProblem, load } = useChoices(given, values)
  const enteredOf = (all: Values): EnteredForm => ({ values: all, changes: formChanges(before, all) })

  const submit = useMutation({
    mutationFn: (all: Values) => onSubmit(enteredOf(all)),
    onSuccess: (data, all) => {
      show(data ?? all)
      if (data !== undefined) shown.current = JSON.stringify(data)
    },
  })
  const faults = isTributaryProblem(submit.error) ? submit.error.errors : []
  const { atFields, others } = splitFaults(faults, {
    below: errorsBelow,
    fields: Object.keys(propertiesOf(given.schema)),
  })
  const extraErrors = useMemo(() => errorsAt(atFields), [submit.error]) // oxlint-disable-line react/exhaustive-deps -- they follow from it
  const parts = withChoices(given, choices, (label) => t`${label} (no longer offered)`)
  const isUnchanged = props.needsChange === true && Object.keys(formChanges(before, values)).length === 0
  return (
    <Form
      schema={parts.schema}
      uiSchema={parts.uiSchema}
      formData={values}
      validator={validator}
      idPrefix={idPrefix}
      experimental_defaultFormStateBehavior={DEFAULTS}
      extraErrors={extraErrors}
      omitExtraData
      noHtml5Validate
      showErrorList={false}
      focusOnFirstError
      onChange={({ formData = {} }) => {
        setValues(formData)
        props.onChange?.(enteredOf(formData))
      }}
      onBlur={() => load()}
      // Each field says what is wrong with it; what the server said before is over.
      onError={() => submit.reset()}
      onSubmit={({ formData = {} }) => submit.mutate(formData)}
    >
      <Stack mt="md">
        {choicesProblem !== undefined && (
          <Problem color="yellow" action={{ label: t`Try again`, onClick: () => load(true) }}>
            {choicesProblem}
          </Problem>
        )}
        {children}
        {submit.isError && <FormProblem error={submit.error} atFields={atFields.length} others={others} />}
        <Group gap="sm">
          <Button type="submit" loading={submit.isPending} disabled={isUnchanged}>
            {submitLabel}
          </Button>
          {actions?.(() => enteredOf(values))}
        </Group>
      </Stack>
    </Form>
  )
}

interface FormProblemProps {
  readonly error: unknown
  /** How many faults are shown at fields. */
  readonly atFields: number
  readonly others: readonly string[]
}

/** What is wrong with the whole; what is wrong with a field is said there. */
function FormProblem({ error, atFields, others }: FormProblemProps) {
  const { t } = useLingui()
  if (others.length > 0) return <Problem>{others.join(' ')}</Problem>
  if (atFields > 0) return <Problem>{t`Nothing was saved: correct what is marked above.`}</Problem>
  return <Problem error={error} />
}
