import { randomBytes } from 'node:crypto'
import { accounts } from '@tributary/accounts'
import Table from 'cli-table3'
import type { Configuration } from '../configuration.ts'
import { findUser } from '../find-user.ts'
import { withKernel } from '../with-kernel.ts'

export interface CreateUserOptions {
  readonly email: string
  readonly name?: string
  /** Generated and printed by default. */
  readonly password?: string
  readonly admin?: boolean
}

/** `tributary users create`. Prints the id, and the password if it was generated. */
export async function createUser(configuration: Configuration, options: CreateUserOptions): Promise<void> {
  const password = options.password ?? makePassword()
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

export interface SetPasswordOptions {
  readonly email: string
  /** Generated and printed by default. */
  readonly password?: string
}

/** `tributary users set-password`. Prints the password if it was generated. */
export async function setPassword(configuration: Configuration, options: SetPasswordOptions): Promise<void> {
  const password = options.password ?? makePassword()
  await withKernel(configuration, { existingDatabase: true }, async (kernel) =>
    kernel.getService(accounts).setPassword(await findUser(kernel, options.email), password),
  )
  if (options.password === undefined) process.stdout.write(`password: ${password}\n`)
}

/** `tributary users list`. Newest first. */
export async function listUsers(configuration: Configuration): Promise<void> {
  const table = new Table({ head: ['email', 'name', 'role', 'state', 'id'], style: { head: [], border: [] } })
  await withKernel(configuration, { existingDatabase: true }, async (kernel) => {
    const service = kernel.getService(accounts)
    for (let cursor: string | undefined; ; ) {
      const { items, nextCursor } = await service.listUsers({ limit: 200, cursor })
      for (const { email, name, role, disabled, id } of items) {
        table.push([email, name, role, disabled ? 'disabled' : 'active', id])
      }
      if (nextCursor === null) break
      cursor = nextCursor
    }
  })
  process.stdout.write(`${table.toString()}\n`)
}

function makePassword(): string {
  return randomBytes(15).toString('base64url')
}
