import type { AuditLog } from '@tributary/audit'
import { DEFAULT_LIMIT, listOf, type PluginApp, pageParameters, signedIn } from '@tributary/core'
import { pageOf } from '@tributary/database'
import { Type } from 'typebox'
import type { SecretKeys } from '../secret-keys.ts'
import { DataKey, MasterKey, MasterRotation, Rotation } from './key-schemas.ts'

export interface KeyRoutesParts {
  readonly keys: () => SecretKeys
  readonly audit: AuditLog
}

/** `/api/admin/secrets`: the keys, never a value. */
export function keyRoutes(app: PluginApp, { keys, audit }: KeyRoutesParts): void {
  app.get(
    '/master-key',
    {
      schema: {
        summary: 'Read which master key wraps the data keys',
        description: 'Its id and where it comes from, never the key.',
        operationId: 'secretsGetMasterKey',
        response: { 200: MasterKey },
      },
    },
    async () => {
      const { id, source: origin } = (await keys().describe()).masterKey
      return { id, origin }
    },
  )

  app.get(
    '/data-keys',
    {
      schema: {
        summary: 'List the data keys that secrets are sealed with',
        description: 'The newest first. More than one: a rotation is running or was interrupted.',
        operationId: 'secretsListDataKeys',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(DataKey, 'DataKeys') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const { dataKeys } = await keys().describe()
      const page = pageOf(dataKeys, { list: 'data-keys', id: ({ id }) => id, limit, cursor })
      const items = page.items.map(({ id, active, createdAt, secrets: secretCount }) => ({
        id,
        active,
        createdAt: createdAt.toISOString(),
        secretCount,
      }))
      return { items, nextCursor: page.nextCursor }
    },
  )

  app.post(
    '/data-keys/rotate',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Change the data key',
        description:
          'Creates a new key and reseals every secret, while the server runs; or resumes an interrupted rotation. Not possible with an API key.',
        operationId: 'secretsRotateDataKey',
        response: { 200: Rotation },
      },
    },
    async (request) => {
      const { resealed: resealedCount, unreadable, ...result } = await keys().rotate()
      await audit.record({
        by: signedIn(request),
        action: 'rotated',
        subjectType: 'data_key',
        subjectId: result.keyId,
      })
      return { ...result, resealedCount, unreadable: [...unreadable] }
    },
  )

  app.post(
    '/master-key/rotate',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Change the master key',
        description:
          'Wraps the data keys with the key in TRIBUTARY_MASTER_KEY_NEW or, if the current one is a file, with a new file. Not possible with an API key.',
        operationId: 'secretsRotateMasterKey',
        response: { 200: MasterRotation },
      },
    },
    async (request) => {
      const { keyId, from: location, rewrapped: rewrappedCount } = await keys().rotateMaster()
      await audit.record({
        by: signedIn(request),
        action: 'rotated',
        subjectType: 'master_key',
        subjectId: keyId,
      })
      return { keyId, location, rewrappedCount }
    },
  )
}
