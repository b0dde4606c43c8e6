import { randomBytes } from 'node:crypto'
import { accounts } from '@tributary/accounts'
import type { Configuration } from '../configuration.ts'
import { withKernel } from '../with-kernel.ts'

export interface CreateUserOptions {
  readonly email: string
  readonly name?: string
  /** Made up and printed when it is not given. */
  readonly password?: string
  readonly admin?: boolean
}

/** `tributary users create`. Prints the id, and the password if it made one. */
export async function createUser(configuration: Configuration, options: CreateUserOptions): Promise<void> {
  const password = options.password ?? randomBytes(15).toString('base64url')
  const user = await withKernel(configuration, {}, async (kernel) =>
    kernel.getService(accounts).createUser({
      email: options.email,
      password,
      role: options.admin === true ? 'admin' : 'user',
      ...(options.name === undefined ? {} : { name: options.name }),
    }),
  )
  process.stdout.write(`${user.id}\n`)
  if (options.password === undefined) process.stdout.write(`password: ${password}\n`)
}
