import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import type { SecretKeys } from '../secret-keys.ts'

const KeyId = Type.String({ description: 'Names a key and says nothing of it.' })

const Keys = Type.Object(
  {
    masterKey: Type.Object({ id: KeyId, source: Type.Enum(['environment', 'file']) }),
    dataKeys: Type.Array(
      Type.Object({
        id: KeyId,
        active: Type.Boolean({ description: 'What is written now is sealed with this one.' }),
        createdAt: Type.String({ format: 'date-time' }),
        secrets: Type.Integer({ description: 'How many secrets are sealed with it.' }),
      }),
      { description: 'More than one: a rotation is running or was interrupted.' },
    ),
  },
  { title: 'SecretKeys' },
)

const Rotation = Type.Object(
  {
    keyId: KeyId,
    resumed: Type.Boolean({ description: 'Went on with an earlier rotation instead of making a key.' }),
    resealed: Type.Integer({ description: 'How many secrets were sealed anew.' }),
    unreadable: Type.Array(Type.String(), {
      description: 'Secrets that do not open, as `<owner>/<name>`: they stay as they are. Set them anew.',
    }),
  },
  { title: 'Rotation' },
)

const MasterRotation = Type.Object(
  {
    keyId: KeyId,
    from: Type.String({
      description: 'The file, or the variable whose value has to replace the present one.',
    }),
    rewrapped: Type.Integer({ description: 'How many data keys were wrapped anew.' }),
  },
  { title: 'MasterRotation' },
)

/** `/api/admin/secrets`: the keys, never a value. */
export function keyRoutes(app: PluginApp, keys: () => SecretKeys): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'Show the keys that secrets are sealed with',
        operationId: 'secretsListKeys',
        response: { 200: Keys },
      },
    },
    async () => {
      const { masterKey, dataKeys } = await keys().describe()
      return {
        masterKey,
        dataKeys: dataKeys.map((key) => ({ ...key, createdAt: key.createdAt.toISOString() })),
      }
    },
  )

  app.post(
    '/rotate',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Change the data key',
        description:
          'Makes a new key and seals every secret anew, while everything runs; or goes on with a rotation that was interrupted. Not possible with an API key.',
        operationId: 'secretsRotate',
        response: { 200: Rotation },
      },
    },
    async () => {
      const result = await keys().rotate()
      return { ...result, unreadable: [...result.unreadable] }
    },
  )

  app.post(
    '/rotate-master',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Change the master key',
        description:
          'Wraps the data keys with the key in TRIBUTARY_MASTER_KEY_NEW or, where the present one is a file, with a new file. Not possible with an API key.',
        operationId: 'secretsRotateMaster',
        response: { 200: MasterRotation },
      },
    },
    () => keys().rotateMaster(),
  )
}
