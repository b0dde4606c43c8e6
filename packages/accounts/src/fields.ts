import { Type } from 'typebox'
import { EMAIL_PATTERN, NAME_PATTERN, PASSWORD_LENGTH, SCOPE_PATTERN } from './input-checks.ts'

// What several requests and replies share. Schemas with a title of one word become named components.

export const Email = Type.String({
  maxLength: 254,
  pattern: EMAIL_PATTERN,
  description: 'Upper and lower case make no difference.',
  examples: ['ada@example.org'],
})

export const NewPassword = Type.String({
  minLength: PASSWORD_LENGTH.min,
  maxLength: PASSWORD_LENGTH.max,
  description: `${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.`,
})

/** A password that is only compared: how long it is, is no news to anybody. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.max })

export const Name = Type.String({ minLength: 1, maxLength: 100, pattern: NAME_PATTERN })

export const UserRole = Type.Union([Type.Literal('admin'), Type.Literal('user')], {
  description: 'An administrator may do everything, a user what concerns the user.',
})

export const Scopes = Type.Array(Type.String({ maxLength: 100, pattern: SCOPE_PATTERN }), {
  minItems: 1,
  maxItems: 50,
  description:
    'What the key may do: `<plugin>:read`, `<plugin>:write`, `<plugin>:admin`, with `*` for either part, or `*` for all its user may. Each operation names the scopes it takes.',
  examples: [['library:read']],
})

export const Id = Type.String({ format: 'uuid' })

export const DateTime = Type.String({ format: 'date-time' })

/** Answers 204. */
export const Nothing = Type.Null({ description: 'Done.' })
