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
})

/** A password that is only compared, so its length is not checked. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.max })

export const Name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: NAME_PATTERN,
  description: 'Without line breaks and other control characters.',
})

export const UserRole = Type.Union([Type.Literal('admin'), Type.Literal('user')], {
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

export const Id = Type.String({ format: 'uuid' })

export const DateTime = Type.String({ format: 'date-time' })

/** Answers 204. */
export const Nothing = Type.Null({ description: 'Done.' })
