import { keyProfile } from '@tributary/provider-simulator'

/** The key of an account is its password, and the token of its session. */
export const exampleServiceProfile = keyProfile({
  tokenOf: ({ headers, body }) =>
    /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? (body as { password?: string }).password,
  unauthorizedReply: () => ({ status: 401, body: { error: 'The user name or the password is wrong.' } }),
})
