import { IntegrationError } from '@tributary/integration-kit'
import type { ConnectionTester } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { activeModel } from './model-settings.ts'

const Models = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) })

/** Reads the list of models, which costs nothing. */
export const testModel: ConnectionTester = async ({ http, config, step }) => {
  const settings = activeModel(config)
  const headers: Record<string, string> =
    (settings.apiKey ?? '') === '' ? {} : { authorization: `Bearer ${settings.apiKey}` }
  const { data } = await step('Read the list of models', () =>
    http.get('/models', { schema: Models, headers }),
  )
  await step(`Look for the model ${settings.model}`, () => {
    if (data.some(({ id }) => id === settings.model)) return
    const names = data.slice(0, 10).map(({ id }) => id)
    throw new IntegrationError(
      'bad_configuration',
      `The server does not list this model. It has: ${names.join(', ') || 'none'}.`,
    )
  })
}
