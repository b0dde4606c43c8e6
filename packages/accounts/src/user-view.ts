import { type Static, Type } from 'typebox'
import type { UserRow } from './accounts-tables.ts'
import { DateTime, Id, UserRole } from './fields.ts'

/** A user as administrators see it. */
export const User = Type.Object(
  {
    id: Id,
    email: Type.String(),
    name: Type.String(),
    role: UserRole,
    disabled: Type.Boolean({ description: 'A disabled user cannot sign in, and API keys are refused.' }),
    createdAt: DateTime,
  },
  {
    title: 'User',
    description: 'The user.',
    examples: [
      {
        id: '0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41',
        email: 'ada@example.org',
        name: 'Ada',
        role: 'admin',
        disabled: false,
        createdAt: '2026-11-01T08:30:00.000Z',
      },
    ],
  },
)

export function viewUser(row: UserRow): Static<typeof User> {
  const { id, email, name, role } = row
  return {
    id,
    email,
    name,
    role,
    disabled: row.disabled_at !== null,
    createdAt: row.created_at.toISOString(),
  }
}

/** The path of a user, for `Location`. */
export function pathOfUser(id: string): string {
  return `/api/admin/accounts/users/${id}`
}
