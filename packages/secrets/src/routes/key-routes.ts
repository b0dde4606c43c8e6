import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import type { SecretKeys } from '../secret-keys.ts'

const KeyId = Type.String({ description: 'Identifies a key without revealing it.' })

const Keys = Type.Object(
  {
    masterKey: Type.Object({ id: KeyId, source: Type.Enum(['environment', 'file']) }),
    dataKeys: Type.Array(
      Type.Object({
        id: KeyId,
        active: Type.Boolean({ description: 'New secrets are sealed with this key.' }),
        createdAt: Type.String({ format: 'date-time' }),
        secrets: Type.Integer({ description: 'The number of secrets sealed with this key.' }),
      }),
      { description: 'More than one: a rotation is running or was interrupted.' },
    ),
  },
  { title: 'SecretKeys' },
)

const Rotation = Type.Object(
  {
    keyId: KeyId,
    resumed: Type.Boolean({
      description: 'Whether an earlier rotation was resumed instead of creating a key.',
    }),
    resealed: Type.Integer({ description: 'The number of resealed secrets.' }),
    unreadable: Type.Array(Type.String(), {
      description:
        'Secrets that cannot be decrypted, as `<owner>/<name>`. They are unchanged: set them again.',
    }),
  },
  { title: 'Rotation' },
)

const MasterRotation = Type.Object(
  {
    keyId: KeyId,
    from: Type.String({
      description: 'The file, or the variable whose value must replace the current one.',
    }),
    rewrapped: Type.Integer({ description: 'The number of rewrapped data keys.' }),
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
          'Creates a new key and reseals every secret, while the server runs; or resumes an interrupted rotation. Not possible with an API key.',
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
          'Wraps the data keys with the key in TRIBUTARY_MASTER_KEY_NEW or, if the current one is a file, with a new file. Not possible with an API key.',
        operationId: 'secretsRotateMaster',
        response: { 200: MasterRotation },
      },
    },
    () => keys().rotateMaster(),
  )
}
