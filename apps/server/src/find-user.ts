import { accounts } from '@tributary/accounts'
import type { Kernel } from '@tributary/core'
import { UsageError } from './usage-error.ts'

/** The id of the user with an email address. */
export async function findUser(kernel: Kernel, email: string): Promise<string> {
  const user = await kernel.getService(accounts).findUserByEmail(email)
  if (user === undefined)
    throw new UsageError(
      `There is no user ${email}. Create one with: npm run -s tributary -- users create --email ${email}`,
    )
  return user.id
}
