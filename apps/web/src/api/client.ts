import { createTributaryClient } from '@tributary/client'
import { watchedFetch } from './watched-fetch.ts'

/** Requests carry the session of the browser. The server's address is that of the page. */
export const client = createTributaryClient({
  baseUrl: globalThis.location?.origin ?? '',
  fetch: watchedFetch,
})
