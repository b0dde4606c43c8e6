/** The most channels of one person. */
export const MOST_CHANNELS = 20

export const HOUR_MILLISECONDS = 3_600_000
export const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS

/** How many messages a person may be sent in an hour, by purpose. Further notifications wait; tests and codes are refused. */
export const MOST_PER_HOUR = { message: 60, test: 10, code: 5 } as const

/** How many codes one address may be sent in an hour, by all people together. */
export const MOST_CODES_PER_RECIPIENT = 3

export const CODE_MINUTES = 30
export const CODE_TRIES = 5

/** What could not be sent for so long is not sent any more. */
export const EXPIRES_DAYS = 7

/** How long deliveries are kept. */
export const KEPT_DAYS = 30

/** The most notifications of one message. */
export const MOST_IN_MESSAGE = 50
