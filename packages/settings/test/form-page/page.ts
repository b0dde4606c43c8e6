import Form from '@rjsf/core'
import type { ErrorSchema } from '@rjsf/utils'
import validator from '@rjsf/validator-ajv8'
import { createElement as h, useCallback, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { ask, formSource, type LoadedForm } from './form-source.ts'
import { GroupTemplate } from './group-template.ts'
import { HelpTooltip } from './help-tooltip.ts'
import { type FieldChoices, loadedFields, withChoices } from './with-choices.ts'

/** Nothing here knows a plugin or a field. */
interface Problem {
  readonly errors?: readonly { readonly field: string; readonly messages: readonly string[] }[]
}

/** What the page needs of a browser: the types of the whole are those of Node. */
const { document, location } = globalThis as unknown as {
  readonly document: { querySelector(selector: string): Parameters<typeof createRoot>[0] | null }
  readonly location: { readonly search: string }
}

const source = formSource(new URLSearchParams(location.search))

const templates = { ObjectFieldTemplate: GroupTemplate, FieldHelpTemplate: HelpTooltip }

function Page() {
  const [form, setForm] = useState<LoadedForm>()
  const [data, setData] = useState<LoadedForm['data']>({})
  const [choices, setChoices] = useState<FieldChoices>({})
  const [errors, setErrors] = useState<ErrorSchema>({})
  const [message, setMessage] = useState('')

  const show = useCallback((next: LoadedForm) => {
    setForm(next)
    setData(next.data)
  }, [])
  const load = useCallback(async (of: LoadedForm, values: object) => {
    for (const { key, url, body: more } of loadedFields(of.uiSchema)) {
      const { isOk, body } = await ask('POST', url, { ...more, values })
      if (isOk) setChoices((present) => ({ ...present, [key]: body.choices }))
    }
  }, [])
  useEffect(() => {
    void source.read().then(async (read) => {
      show(read)
      await load(read, read.data)
    })
  }, [load, show])

  if (form === undefined) return h('p', null, 'Loading …')
  const { schema, uiSchema } = withChoices(form, choices)
  const save = async (values: object) => {
    setMessage('')
    const { isOk, body } = await source.save(values)
    setErrors(isOk ? {} : errorsOf(body))
    setMessage(isOk ? ['Saved.', ...body.warnings.map(textOf)].join(' ') : 'Not saved.')
    if (isOk) show(body.form)
  }
  return h(
    Form,
    {
      schema,
      uiSchema,
      formData: data,
      validator,
      templates,
      extraErrors: errors,
      // The server validates, and its messages are shown.
      noValidate: true,
      noHtml5Validate: true,
      showErrorList: false,
      onChange: ({ formData }: { formData?: LoadedForm['data'] }) => setData(formData ?? {}),
      onBlur: () => void load(form, data),
      onSubmit: ({ formData }: { formData?: object }) => void save(formData ?? {}),
    } as never,
    h('p', null, h('button', { type: 'submit' }, 'Save')),
    h('p', { role: 'status' }, message),
  )
}

const textOf = ({ label, message }: { label: string; message: string }) => `${label}: ${message}`

function errorsOf({ errors = [] }: Problem): ErrorSchema {
  return Object.fromEntries(
    errors.map(({ field, messages }) => [field, { __errors: [...messages] }]),
  ) as ErrorSchema
}

const root = document.querySelector('#root')
if (root !== null) createRoot(root).render(h(Page))
