import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** The codes of ntfy whose status says too little; the others have the meaning of their status. */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    errors: [40009],
    code: 'bad_configuration',
    message: 'The server refused the topic: choose another name.',
  },
  {
    errors: [40010],
    code: 'bad_configuration',
    message: 'The server does not allow this topic: choose another name.',
  },
  {
    errors: [40401],
    code: 'bad_configuration',
    message: 'There is no ntfy server at this address.',
  },
  {
    errors: [40101],
    code: 'auth_expired',
    message: 'The server rejected the access token. Enter another one.',
  },
  {
    errors: [40301],
    code: 'permission_denied',
    message: 'The access token may not write to this topic, or the topic needs one.',
  },
  {
    errors: [42908],
    code: 'rate_limit',
    message: 'The messages of the day are used up at the server.',
  },
]
