import { leavePage } from '../api/leave-page.ts'
import { meQuery } from '../api/me.ts'
import { queryClient } from '../api/query-client.ts'
import { setOnUnauthorized } from '../api/watched-fetch.ts'
import { router } from './router.tsx'

let ended: Promise<boolean> | undefined

/** Leads to the sign-in page and back as soon as any request shows that the session of the signed-in person has ended. */
export function watchSession(): void {
  setOnUnauthorized(async () => {
    // Without a person the router leads to the sign-in page; there, 401 is an answer to the password.
    if (queryClient.getQueryData(meQuery.queryKey) === undefined || location.pathname === '/sign-in')
      return false
    ended ??= hasEnded()
    if (await ended) return true
    ended = undefined
    return false
  })
}

/** Not every 401 is the end: a plugin may answer it for a service of its own. Leaves the page where it is. */
async function hasEnded(): Promise<boolean> {
  const response = await fetch('/api/accounts/me').catch(() => undefined)
  if (response?.status !== 401) return false
  const { href } = router.latestLocation
  leavePage(router.buildLocation({ to: '/sign-in', search: href === '/' ? {} : { returnTo: href } }).href)
  return true
}
