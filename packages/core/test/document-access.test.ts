import { expect, test } from 'vitest'
import { documentAccess } from '../src/openapi/document-access.ts'

const described = (access: 'user' | 'admin', scopes: string[], sessionOnly = false) =>
  documentAccess({ access, scopes, sessionOnly }, 'All tracks.')['description']

test('a description ends with who may call the operation', () => {
  expect(described('user', ['music:read'])).toBe(
    'All tracks. Needs a session or an API key with the scope `music:read`.',
  )
  expect(described('user', ['music:export', 'music:all'])).toBe(
    'All tracks. Needs a session or an API key with the scope `music:export` or `music:all`.',
  )
  expect(described('admin', ['music:admin'])).toBe(
    'All tracks. Only for administrators. Needs a session or an API key with the scope `music:admin`.',
  )
  expect(described('admin', [], true)).toBe(
    'All tracks. Only for administrators. Needs a session; API keys are refused.',
  )
})

test('a missing description stays missing, and a public operation needs nothing', () => {
  const user = { access: 'user', scopes: ['music:read'], sessionOnly: false } as const
  expect(documentAccess(user, undefined)).not.toHaveProperty('description')
  expect(documentAccess({ ...user, access: 'public', scopes: [] }, 'Charts.')).toEqual({ security: [] })
})
