import { keyProfile } from '@tributary/provider-simulator'

/** Where Example Service looks for a key, and how it refuses one. */
export const exampleServiceProfile = keyProfile({
  scheme: 'Bearer',
  unauthorizedReply: () => ({ status: 401, body: { error: 'This key is not valid.' } }),
})
