import { Type } from 'typebox'
import { EMAIL_PATTERN, NAME_PATTERN, PASSWORD_LENGTH, SCOPE_PATTERN } from './input-checks.ts'

// What several requests and replies share. Schemas with a title of one word become named components.

export const Email = Type.String({
  maxLength: 254,
  pattern: EMAIL_PATTERN,
  description: 'An email address. Upper and lower case make no difference.',
  examples: ['ada@example.org'],
})

export const NewPassword = Type.String({
  minLength: PASSWORD_LENGTH.min,
  maxLength: PASSWORD_LENGTH.max,
  description: `${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.`,
})

/** A password that is only compared: how long it is, is no news to anybody. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.max })

export const Name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: NAME_PATTERN,
  description: 'Without line breaks and other control characters.',
})

export const UserRole = Type.Union([Type.Literal('admin'), Type.Literal('user')], {
  description: 'An administrator may do everything, a user what concerns the user.',
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
    'What the key may do. `*` is all that its user may; each operation names the scopes of which it takes one.',
  examples: [['library:read']],
})

export const Id = Type.String({ format: 'uuid' })

export const DateTime = Type.String({ format: 'date-time' })

/** Answers 204. */
export const Nothing = Type.Null({ description: 'Done.' })
