/** The most changes that one event carries. */
export const MOST_CHANGES = 500

/** The most endpoints of one person. */
export const MOST_ENDPOINTS = 20

/** How long a replaced secret still signs. */
export const ROTATION_HOURS = 24

/** An endpoint that has failed for so long is disabled. */
export const FAILING_DAYS = 5

/** How long deliveries are kept. */
export const KEPT_DAYS = 30

export const DAY_MILLISECONDS = 86_400_000
