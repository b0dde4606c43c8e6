import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsServer, startAccountsServer } from './accounts-server.ts'

describe('the documentation', () => {
  let server: AccountsServer
  beforeAll(async () => {
    server = await startAccountsServer()
  })
  afterAll(() => server.stop())

  it('names every operation and nothing of the library behind', () => {
    const document = server.kernel.pluginDocument('accounts')
    const operations = Object.entries(document?.paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations.sort()).toEqual([
      'DELETE /api/accounts/keys/{id}',
      'DELETE /api/accounts/sessions',
      'DELETE /api/accounts/sessions/{id}',
      'DELETE /api/admin/accounts/users/{id}',
      'GET /api/accounts/keys',
      'GET /api/accounts/keys/{id}',
      'GET /api/accounts/me',
      'GET /api/accounts/sessions',
      'GET /api/accounts/setup',
      'GET /api/admin/accounts/users',
      'GET /api/admin/accounts/users/{id}',
      'PATCH /api/accounts/me',
      'PATCH /api/admin/accounts/users/{id}',
      'POST /api/accounts/confirm',
      'POST /api/accounts/keys',
      'POST /api/accounts/password',
      'POST /api/accounts/setup',
      'POST /api/accounts/sign-in/email',
      'POST /api/accounts/sign-out',
      'POST /api/admin/accounts/users',
    ])
    expect(Object.keys(document?.components.schemas ?? {})).toEqual(
      expect.arrayContaining(['accounts.Me', 'accounts.User', 'accounts.ApiKey', 'accounts.SignIn']),
    )
    expect(JSON.stringify(document)).not.toMatch(/better.?auth/i)
  })

  it('is open without a sign-in where it must be, and nowhere else', () => {
    expect(server.kernel.report().publicRoutes.filter((route) => route.includes('/accounts/'))).toEqual([
      'POST /api/accounts/sign-in/email',
      'POST /api/accounts/sign-out',
      'GET /api/accounts/setup',
      'POST /api/accounts/setup',
    ])
  })
})
