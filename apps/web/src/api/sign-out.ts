import { accountsSignOut, isTributaryProblem } from '@tributary/client'
import { client } from './client.ts'

/** Ends the session. The page is loaded again, so that nothing of the person stays in its memory. */
export async function signOut(): Promise<void> {
  try {
    await accountsSignOut({ client })
  } catch (error) {
    // The session has ended already, on another page or by another device.
    if (!isTributaryProblem(error) || error.status !== 401) throw error
  }
  location.assign('/sign-in')
}
