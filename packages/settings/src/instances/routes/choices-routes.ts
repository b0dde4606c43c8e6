import { abortWhenGone, type PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { FieldChoices, FieldParameter } from '../../choices/field-choices.ts'
import { choicesOfInstance, choicesOfNew } from '../instance-choices.ts'
import type { InstanceParts } from '../instance-parts.ts'
import { KindField, ValuesField } from '../instance-view.ts'
import { InstanceId, instanceOf } from './instance-context.ts'
import { SESSION_ONLY } from './session-only.ts'

const NewInstanceSoFar = Type.Object(
  {
    plugin: Type.String({ maxLength: 100, description: 'The plugin that offers the kind.' }),
    kind: KindField,
    values: ValuesField,
    instanceId: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'Of an instance of this plugin and kind whose values and secrets lie under `values`.',
      }),
    ),
  },
  {
    title: 'NewPluginInstanceSoFar',
    description: 'What has been entered.',
    examples: [{ plugin: 'slack', kind: 'notification', values: {} }],
  },
)

const InstanceSoFar = Type.Object(
  { values: ValuesField },
  { title: 'PluginInstanceSoFar', description: 'What has been entered.', examples: [{ values: {} }] },
)

/** A person waits for them while a form is filled in. */
const CHOICES = { ...SESSION_ONLY, creates: false } as const

const LEFT_OUT =
  'Values that are invalid or incomplete are left out. Nothing is saved. Not possible with an API key.'

/** The choices of fields of instances that only the service knows. */
export function choicesRoutes(app: PluginApp, parts: () => InstanceParts): void {
  app.post(
    '/choices/:field',
    {
      config: CHOICES,
      schema: {
        summary: 'Load the choices of a field of an instance before it is saved',
        description: `Asks the service what it offers for the values entered so far. ${LEFT_OUT}`,
        operationId: 'pluginsLoadChoices',
        params: Type.Object({ field: FieldParameter }),
        body: NewInstanceSoFar,
        response: { 200: FieldChoices },
      },
    },
    async (request, reply) => {
      const { field } = request.params
      const { values, ...of } = request.body
      const signal = abortWhenGone(reply, () => {})
      return { field, choices: [...(await choicesOfNew(parts(), of, { key: field, values, signal }))] }
    },
  )
  app.post(
    '/instances/:id/choices/:field',
    {
      config: CHOICES,
      schema: {
        summary: 'Load the choices of a field of an instance',
        description: `Asks the service what it offers for the values entered so far, which are merged over the stored ones: an absent or masked secret is the stored one. ${LEFT_OUT}`,
        operationId: 'pluginsLoadInstanceChoices',
        params: Type.Object({ ...InstanceId.properties, field: FieldParameter }),
        body: InstanceSoFar,
        response: { 200: FieldChoices },
      },
    },
    async (request, reply) => {
      const { id, field } = request.params
      const row = await instanceOf(parts(), id)
      const asked = { key: field, values: request.body.values, signal: abortWhenGone(reply, () => {}) }
      return { field, choices: [...(await choicesOfInstance(parts(), row, asked))] }
    },
  )
}
