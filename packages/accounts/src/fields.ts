import { Type } from 'typebox'
import { EMAIL_PATTERN, NAME_PATTERN, PASSWORD_LENGTH, SCOPE_PATTERN } from './input-checks.ts'

// Schemas that several requests and replies share. A title of one word makes a schema a named component.

export const Email = Type.String({
  maxLength: 254,
  pattern: EMAIL_PATTERN,
  description: 'An email address, case-insensitive.',
  examples: ['ada@example.org'],
})

export const NewPassword = Type.String({
  minLength: PASSWORD_LENGTH.min,
  maxLength: PASSWORD_LENGTH.max,
  description: `${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.`,
  examples: ['correct horse battery'],
})

/** A password that is only compared, so its length is not checked. */
export const GivenPassword = Type.String({
  minLength: 1,
  maxLength: PASSWORD_LENGTH.max,
  examples: ['correct horse battery'],
})

export const Name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: NAME_PATTERN,
  description: 'Without line breaks and other control characters.',
  examples: ['Ada'],
})

export const UserRole = Type.Enum(['admin', 'user'], {
  description: 'An administrator has all rights, a user only those over their own data.',
})

const Scope = Type.String({
  maxLength: 100,
  pattern: SCOPE_PATTERN,
  description:
    '`<plugin>:read`, `<plugin>:write` or `<plugin>:admin`, with `*` for either part, or `*` alone.',
  examples: ['library:read'],
})

export const Scopes = Type.Array(Scope, {
  minItems: 1,
  maxItems: 50,
  description:
    'The rights of the key. `*` grants all rights of its user; each operation lists the scopes that it accepts.',
  examples: [['library:read']],
})

export const Id = Type.String({ format: 'uuid', examples: ['0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41'] })

export const DateTime = Type.String({ format: 'date-time', examples: ['2026-11-01T08:30:00.000Z'] })

/** Answers 204. */
export const Nothing = Type.Null({ description: 'Done.' })

/** The path of a resource by its id. */
export const ById = Type.Object({ id: Id })
