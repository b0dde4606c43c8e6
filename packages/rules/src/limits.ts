/** The most rules of one person. */
export const MOST_RULES = 50

/** Days and items older than so many days before today do not fire: an import of years of history is no news. */
export const OLDEST_DAYS = 2

/** Changes read at once; an item rule fires at most once for them. */
export const PAGE = 500

/** What a try-out looks at. */
export const TRYOUT_DAYS = 30

/** How long the log and what has fired are kept. More than `OLDEST_DAYS`, and as long as deliveries of notifications. */
export const KEPT_DAYS = 30

export const DAY_MILLISECONDS = 86_400_000
