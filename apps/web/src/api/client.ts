import { createTributaryClient } from '@tributary/client'

/** Requests carry the session of the browser. The server's address is that of the page. */
export const client = createTributaryClient({ baseUrl: globalThis.location?.origin ?? '' })
