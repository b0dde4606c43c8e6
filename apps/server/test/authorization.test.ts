import { accounts } from '@tributary/accounts'
import type { Kernel } from '@tributary/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { answersWithEvents, injectStream } from './inject-stream.ts'
import { temporaryDirectory } from './server-process.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Operation {
  readonly method: Method
  readonly path: string
  readonly isPublic: boolean
  readonly scopes: readonly string[]
  readonly isAdmin: boolean
  readonly takesKeys: boolean
}

describe('every operation of the merged document has the documented access', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let kernel: Kernel
  const keys = { user: '', admin: '', scopeless: '', adminScopeless: '', expired: '' }

  beforeAll(async () => {
    directory = await temporaryDirectory()
    kernel = makeKernel(
      readConfiguration({
        DATA_DIR: directory.path,
        LOG_LEVEL: 'silent',
        ADMIN_EMAIL: 'admin@example.org',
        ADMIN_PASSWORD: 'correct horse battery',
        DISABLED_PLUGINS: 'nothing',
      }),
      {
        worker: false,
        log: 'stderr',
        // Its scopes may be given to keys, and open nothing.
        more: [{ name: 'nothing', version: '1.0.0' }],
      },
    )
    await kernel.boot()
    const service = kernel.getService(accounts)
    const user = await service.createUser({
      email: 'user@example.org',
      password: 'correct horse battery',
      role: 'user',
    })
    const admin = await service.findUserByEmail('admin@example.org')
    const keyFor = async (userId: string, scopes: readonly string[], expiresAt?: Date) =>
      (
        await service.createKey({
          userId,
          name: 'test',
          scopes,
          ...(expiresAt === undefined ? {} : { expiresAt }),
        })
      ).key
    keys.user = await keyFor(user.id, ['*'])
    keys.admin = await keyFor(admin?.id ?? '', ['*'])
    keys.scopeless = await keyFor(user.id, ['nothing:read'])
    keys.adminScopeless = await keyFor(admin?.id ?? '', ['nothing:read'])
    keys.expired = await keyFor(user.id, ['*'], new Date(Date.now() - 1000))
  })
  afterAll(async () => {
    await kernel.stop()
    await directory[Symbol.asyncDispose]()
  })

  /** From the document alone, as a client sees it; whether only administrators may call it stands in the boot report. */
  function operations(): Operation[] {
    const routes = kernel.report().plugins.flatMap((plugin) => plugin.routes)
    return Object.entries(kernel.document().paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => {
        const requirements = operation.security ?? []
        const route = routes.find(
          (each) => each.method === method.toUpperCase() && each.path.replace(/:(\w+)/g, '{$1}') === path,
        )
        return {
          // The document has no other methods.
          method: method.toUpperCase() as Method,
          path,
          isPublic: requirements.length === 0,
          takesKeys: requirements.some((requirement) => requirement['bearer'] !== undefined),
          scopes: operation['x-required-scopes'] ?? [],
          isAdmin: route === undefined ? path.startsWith('/api/_kernel') : route.access === 'admin',
        }
      }),
    )
  }

  async function call({ method, path }: Operation, key?: string): Promise<{ status: number; code: string }> {
    const url = path.replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')
    const request = {
      method,
      url,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    }
    const response = await (answersWithEvents(path)
      ? injectStream(kernel, request)
      : kernel.app.inject(request))
    const isProblem = String(response.headers['content-type']).startsWith('application/problem+json')
    const { code = '' } = isProblem ? (JSON.parse(response.payload) as { code?: string }) : {}
    return { status: response.statusCode, code }
  }

  test('the document contains operations of every kind of access', () => {
    const all = operations()
    expect(all.length).toBeGreaterThan(30)
    expect(all.some((operation) => operation.isAdmin)).toBe(true)
  })

  test('an anonymous request is answered only by the public routes of the boot report', async () => {
    const listed = new Set(kernel.report().publicRoutes.map((route) => route.replace(/:(\w+)/g, '{$1}')))
    for (const operation of operations()) {
      const name = `${operation.method} ${operation.path}`
      expect.soft(listed.has(name), `${name} is listed as it is documented`).toBe(operation.isPublic)
      const { status, code } = await call(operation)
      // A service that calls back signs its requests: it is no person who could sign in.
      const isUnsigned = code.endsWith('_NOT_VERIFIED')
      if (!operation.isPublic) expect.soft(status, name).toBe(401)
      else if (!isUnsigned) expect.soft(status, name).not.toBe(401)
    }
  })

  test('an expired key is refused like a missing one', async () => {
    for (const operation of operations().filter((each) => !each.isPublic)) {
      expect.soft((await call(operation, keys.expired)).status, operation.path).toBe(401)
    }
  })

  test("a user is refused administrators' operations, an administrator is not", async () => {
    for (const operation of operations().filter((each) => each.isAdmin)) {
      const name = `${operation.method} ${operation.path}`
      expect.soft(await call(operation, keys.user), name).toEqual({ status: 403, code: 'KERNEL_NOT_ALLOWED' })
      const answer = await call(operation, keys.admin)
      if (operation.takesKeys) expect.soft(answer.status, name).not.toBeOneOf([401, 403])
      else expect.soft(answer, name).toEqual({ status: 403, code: 'KERNEL_SESSION_NEEDED' })
    }
  })

  test('a key without the scope is refused with the required one', async () => {
    for (const operation of operations().filter((each) => !each.isPublic && each.scopes.length > 0)) {
      const key = operation.isAdmin ? keys.adminScopeless : keys.scopeless
      const name = `${operation.method} ${operation.path}`
      expect.soft(await call(operation, key), name).toEqual({ status: 403, code: 'KERNEL_MISSING_SCOPE' })
    }
  })

  test('a key with all scopes is refused if the document allows no keys', async () => {
    const closed = operations().filter((each) => !each.isPublic && !each.takesKeys)
    expect(closed.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'DELETE /api/accounts/keys/{id}',
      'DELETE /api/accounts/sessions',
      'DELETE /api/accounts/sessions/{id}',
      'DELETE /api/admin/accounts/users/{id}',
      'DELETE /api/admin/plugins/instances/{id}',
      'DELETE /api/admin/settings/{plugin}',
      'DELETE /api/admin/settings/{plugin}/values/{key}',
      'DELETE /api/demo',
      'DELETE /api/sign-in/identities/{id}',
      'GET /api/accounts/sessions',
      'GET /api/sign-in/identities',
      'PATCH /api/accounts/me',
      'PATCH /api/admin/accounts/users/{id}',
      'PATCH /api/admin/plugins/instances/{id}',
      'PATCH /api/admin/settings/{plugin}',
      'POST /api/accounts/confirm',
      'POST /api/accounts/keys',
      'POST /api/accounts/password',
      'POST /api/admin/accounts/users',
      'POST /api/admin/plugins/choices/{field}',
      'POST /api/admin/plugins/instances',
      'POST /api/admin/plugins/instances/test',
      'POST /api/admin/plugins/instances/{id}/choices/{field}',
      'POST /api/admin/plugins/instances/{id}/disable',
      'POST /api/admin/plugins/instances/{id}/enable',
      'POST /api/admin/plugins/instances/{id}/test',
      'POST /api/admin/plugins/load',
      'POST /api/admin/plugins/reload',
      'POST /api/admin/plugins/unload',
      'POST /api/admin/secrets/data-keys/rotate',
      'POST /api/admin/secrets/master-key/rotate',
      'POST /api/admin/settings/{plugin}/choices/{field}',
      'POST /api/admin/settings/{plugin}/test',
      'POST /api/demo',
      'POST /api/sign-in/services/{id}/link',
      'PUT /api/admin/plugins/instances/{id}/configuration',
    ])
    const reported = kernel
      .report()
      .plugins.flatMap(({ routes }) => routes.filter((each) => each.sessionOnly))
    expect(
      reported.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).toSorted(),
    ).toEqual(closed.map(({ method, path }) => `${method} ${path}`).toSorted())
    for (const operation of closed) {
      expect
        .soft(await call(operation, keys.admin), operation.path)
        .toEqual({ status: 403, code: 'KERNEL_SESSION_NEEDED' })
    }
  })

  test('no value in a query causes a server error', async () => {
    const values = [
      '%00',
      'a%00b',
      '0000-01-01',
      '9999-12-31',
      '-1',
      '1e999',
      'x'.repeat(5000),
      '%F0%9F%92%A9',
      "' or 1=1 --",
      '%25',
      '{}',
    ]
    for (const [path, item] of Object.entries(kernel.document().paths)) {
      const names = (item['get']?.parameters ?? []).map((parameter) =>
        'name' in parameter ? String(parameter.name) : '',
      )
      for (const name of names) {
        for (const value of values) {
          const url = path.includes(`{${name}}`)
            ? path.replace(`{${name}}`, value)
            : `${path}?${name}=${value}`
          if (url.includes('{')) continue
          const response = await kernel.app.inject({
            url: url.replaceAll(' ', '%20'),
            headers: { authorization: `Bearer ${keys.admin}` },
          })
          expect.soft(response.statusCode, url.slice(0, 80)).toBeLessThan(500)
        }
      }
    }
  })

  test('no part of it causes a server error', async () => {
    for (const operation of operations()) {
      for (const key of [undefined, keys.user, keys.admin]) {
        expect
          .soft((await call(operation, key)).status, `${operation.method} ${operation.path}`)
          .toBeLessThan(500)
      }
    }
  })
})
