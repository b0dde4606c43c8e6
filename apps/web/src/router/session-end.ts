import type { AccountsMe } from '@tributary/client'
import { leavePage } from '../api/leave-page.ts'
import { meQuery } from '../api/me.ts'
import { queryClient } from '../api/query-client.ts'
import { setOnUnauthorized } from '../api/watched-fetch.ts'
import { router } from './router.tsx'

let leaving: Promise<boolean> | undefined

/**
 * Leads to the sign-in page and back as soon as any request shows that the session of the signed-in person has ended. A tab that is shown again
 * asks as well, since another person may have signed in to this browser meanwhile.
 */
export function watchSession(): void {
  setOnUnauthorized(leavesPage)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void leavesPage()
  })
}

/** Whether the page is being left because it no longer belongs to the person of the session. */
async function leavesPage(): Promise<boolean> {
  const person = queryClient.getQueryData(meQuery.queryKey)
  // Without a person the router leads to the sign-in page; there, 401 is an answer to the password.
  if (person === undefined || location.pathname === '/sign-in') return false
  leaving ??= leaveUnlessOf(person)
  if (await leaving) return true
  leaving = undefined
  return false
}

/** Asks who is signed in: not every 401 is the end, a plugin may answer it for a service of its own. */
async function leaveUnlessOf({ id }: AccountsMe): Promise<boolean> {
  const answer = await fetch('/api/accounts/me').catch(() => undefined)
  if (answer?.status === 401) {
    const { href } = router.latestLocation
    const search = href === '/' ? {} : { returnTo: href }
    leavePage(router.buildLocation({ to: '/sign-in', search }).href)
    return true
  }
  if (answer?.ok !== true) return false
  const me: Partial<AccountsMe> = await answer.json().catch(() => ({ id }))
  if (me.id === id) return false
  location.reload()
  return true
}
