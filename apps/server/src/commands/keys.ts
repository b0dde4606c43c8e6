import { accounts } from '@tributary/accounts'
import type { Configuration } from '../configuration.ts'
import { findUser } from '../find-user.ts'
import { withKernel } from '../with-kernel.ts'

export interface CreateKeyOptions {
  readonly user: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresInDays?: number
}

const DAY_MILLISECONDS = 86_400_000

/** `tributary keys create`. Prints only the key, for use in scripts. */
export async function createKey(configuration: Configuration, options: CreateKeyOptions): Promise<void> {
  const { key } = await withKernel(configuration, {}, async (kernel) => {
    const userId = await findUser(kernel, options.user)
    const { name, scopes, expiresInDays } = options
    const expiresAt =
      expiresInDays === undefined ? undefined : new Date(Date.now() + expiresInDays * DAY_MILLISECONDS)
    return kernel
      .getService(accounts)
      .createKey({ userId, name, scopes, ...(expiresAt === undefined ? {} : { expiresAt }) })
  })
  process.stdout.write(`${key}\n`)
}
