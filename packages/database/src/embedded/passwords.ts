import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { EmbeddedLayout } from './layout.ts'
import type { ServerAccount } from './server-account.ts'
import { writeOwned } from './write-owned.ts'

/**
 * The passwords of the roles. The socket's directory is closed to other users; the passwords protect it if it is
 * opened by mistake.
 */
export interface Passwords {
  readonly role: string
  readonly superuser: string
}

/** Creates new passwords and writes them beside the cluster, mode 0600, for the account of the server. */
export function createPasswords(layout: EmbeddedLayout, account: ServerAccount): Passwords {
  const passwords = makePasswords()
  writePasswords(layout, passwords, account)
  return passwords
}

export function makePasswords(): Passwords {
  return { role: makePassword(), superuser: makePassword() }
}

export function writePasswords(layout: EmbeddedLayout, passwords: Passwords, account: ServerAccount): void {
  writeOwned(layout.passwords, JSON.stringify(passwords), account)
}

/** `undefined` when the file is missing or invalid. */
export function readPasswords(layout: EmbeddedLayout): Passwords | undefined {
  try {
    const { role, superuser } = JSON.parse(readFileSync(layout.passwords, 'utf8')) as Record<string, unknown>
    return typeof role === 'string' && typeof superuser === 'string' ? { role, superuser } : undefined
  } catch {
    return undefined
  }
}

function makePassword(): string {
  return randomBytes(24).toString('base64url')
}
