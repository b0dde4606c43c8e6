/** Instances hold credentials, and the addresses that these are sent to: an API key changes and tests none of them. */
export const SESSION_ONLY = { sessionOnly: true } as const
