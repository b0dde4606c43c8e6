import { accountsSignOut } from '@tributary/client'
import { client } from './client.ts'
import { leavePage } from './leave-page.ts'

/** Ends the session. The page is loaded again, so that nothing of the person stays in its memory. */
export async function signOut(): Promise<void> {
  await accountsSignOut({ client })
  leavePage('/sign-in')
}
