import { fieldOf, holdsSecrets, type IntegrationDefinition } from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'
import { visibilityMistakes } from './visibility-mistakes.ts'

/** Field names stand in URLs, environment variables and JSON. */
const FIELD_NAME = /^[a-z][A-Za-z0-9]*$/
/** What the standard routes themselves read beside the fields of a form. */
const TAKEN_BY_CONNECT = ['connectionId', 'settings']
const TAKEN_BY_IMPORT = ['file']

/** What is wrong with the forms of a definition: the administrator's, the person's and the options of an import. */
export function* formMistakes({
  name,
  config,
  connection,
  files,
  api,
}: IntegrationDefinition): Generator<string> {
  const label = `integration "${name}"`
  yield* fieldMistakes(`${label}, config,`, config)
  yield* fieldMistakes(`${label}, connection,`, connection)
  yield* connectionMistakes(label, connection)
  yield* nameMistakes(`${label}, files.options,`, files?.options, TAKEN_BY_IMPORT)
  yield* loadMistakes(`${label}, files.options,`, files?.options)
  if (api === undefined)
    for (const key of loadedIn(config))
      yield `${label}, config, declares "${key}" with load, which needs "api": declare where the provider's API is`
}

/** Choices are loaded for administrators: a person's form would send the server's own credentials. */
function* loadMistakes(label: string, form: TObject | undefined): Generator<string> {
  for (const key of loadedIn(form))
    yield `${label} declares "${key}" with load: only administrators' forms load choices: config, and those of instances; list them`
}

export function loadedIn(form: TObject | undefined): string[] {
  const fields = Object.entries(form?.properties ?? {})
  return fields.filter(([, schema]) => fieldOf(schema)?.isLoaded === true).map(([key]) => key)
}

/** Settings of a connection are stored and shown as they are. */
function* connectionMistakes(label: string, form: TObject | undefined): Generator<string> {
  yield* loadMistakes(`${label}, connection,`, form)
  for (const [key, schema] of Object.entries(form?.properties ?? {})) {
    const field = fieldOf(schema)
    if (holdsSecrets(schema))
      yield `${label} declares the secret "${key}" in "connection": ask for it in the fields of "credentials", which seals them`
    const isFixed = field?.kind === 'url' || field?.required === true || 'default' in schema
    if (field?.changeable === true && isFixed)
      yield `${label} declares "${key}" in "connection" as changeable: give it "required: false", no default, and another kind than url`
  }
}

/** What is wrong with the form of `credentials`. */
export function* credentialsFormMistakes(name: string, fields: TObject): Generator<string> {
  const label = `integration "${name}", auth.fields,`
  yield* fieldMistakes(label, fields, TAKEN_BY_CONNECT)
  yield* loadMistakes(label, fields)
}

/** What is wrong with a form whose fields are made by `field.*`. */
export function* fieldMistakes(
  label: string,
  form: TObject | undefined,
  taken: readonly string[] = [],
): Generator<string> {
  yield* nameMistakes(label, form, taken)
  for (const [key, schema] of Object.entries(form?.properties ?? {}))
    if (fieldOf(schema) === undefined)
      yield `${label} declares "${key}" without field.*: make it with one, like field.text({ label: '…' })`
  if (form !== undefined) yield* visibilityMistakes(label, form)
}

function* nameMistakes(
  label: string,
  form: TObject | undefined,
  taken: readonly string[],
): Generator<string> {
  for (const key of Object.keys(form?.properties ?? {})) {
    if (taken.includes(key))
      yield `${label} declares the field "${key}", a name that the server's own routes use beside the form: choose another`
    else if (!FIELD_NAME.test(key) || key in {})
      yield `${label} declares the field "${key}": use a name in camelCase, like "baseUrl"`
  }
}
