import type { RJSFSchema, UiSchema } from '@rjsf/utils'

/** The form of any plugin as the API gives it. */
export interface LoadedForm {
  readonly schema: RJSFSchema
  readonly uiSchema: UiSchema
  readonly data: Readonly<Record<string, unknown>>
}

interface Answer {
  readonly isOk: boolean
  // oxlint-disable-next-line typescript/no-explicit-any -- the page renders what the API documents
  readonly body: any
}

/** Where the page reads its form, and saves what is entered: the settings of a plugin, an instance, or a new instance. */
export interface FormSource {
  read(): Promise<LoadedForm>
  /** The answer has the form after the change, or the errors. */
  save(values: object): Promise<Answer>
}

export async function ask(method: string, url: string, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return { isOk: response.ok, body: await response.json() }
}

/** `?plugin=` for settings; with `&kind=` for a new instance, with `&instance=` for one that is stored. */
export function formSource(query: URLSearchParams): FormSource {
  const [plugin, kind, instance] = ['plugin', 'kind', 'instance'].map((name) => query.get(name))
  if (instance !== null && instance !== undefined) return storedInstance(instance)
  if (kind !== null && kind !== undefined) return newInstance({ plugin: String(plugin), kind })
  return formAt(`/api/admin/settings/${plugin}`, 'PATCH')
}

function formAt(url: string, method: 'PATCH' | 'PUT'): FormSource {
  return {
    read: async () => (await ask('GET', url)).body.form,
    save: (values) => ask(method, url, { values }),
  }
}

function storedInstance(id: string): FormSource {
  return formAt(`/api/admin/plugins/instances/${id}/configuration`, 'PUT')
}

function newInstance(of: { readonly plugin: string; readonly kind: string }): FormSource {
  let stored: FormSource | undefined
  return {
    async read() {
      const { body } = await ask('GET', `/api/plugins/${of.plugin}/schema`)
      const { schema, uiSchema } = body.providers.find(({ kind }: LoadedProvider) => kind === of.kind)
      return { schema, uiSchema, data: {} }
    },
    async save(values) {
      if (stored !== undefined) return stored.save(values)
      const created = await ask('POST', '/api/admin/plugins/instances', { ...of, name: 'operators', values })
      if (!created.isOk) return created
      stored = storedInstance(created.body.id)
      return { isOk: true, body: { ...created.body, form: await stored.read() } }
    },
  }
}

interface LoadedProvider {
  readonly kind: string
}
