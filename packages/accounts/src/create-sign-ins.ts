import { changesBetween } from '@tributary/audit'
import type { Transaction } from 'kysely'
import type { AccountsTables } from './accounts-tables.ts'
import { refuseCrossSite } from './cross-site.ts'
import { currentSession } from './current-session.ts'
import { checkEmail } from './input-checks.ts'
import type { AccountsParts } from './parts.ts'
import { deleteExpiredSessions } from './session-store.ts'
import type { SignIns } from './sign-ins.ts'
import { findPasswordHash, insertUser, lockUser } from './user-store.ts'

const LONGEST_NAME = 100

export function createSignIns(parts: AccountsParts): SignIns {
  return {
    async start(request, userId) {
      const sessions = await parts.sessions()
      const cookies = await sessions.start(request, userId)
      await deleteExpiredSessions(parts.db, new Date(parts.now()))
      return cookies
    },
    current: (request) => currentSession(request, parts),
    refuseCrossSite: (request) => refuseCrossSite(request, parts.settings.trustedOrigins),
    async createUser(trx: Transaction<AccountsTables>, { email, name }) {
      checkEmail(email)
      const role = 'user'
      const id = await insertUser(trx, {
        email,
        name: usableName(name, email),
        role,
        passwordHash: undefined,
      })
      const changes = changesBetween({}, { role })
      await parts.audit.record({ action: 'created', subjectType: 'user', subjectId: id, changes }, { trx })
      return id
    },
    lockUser: (trx: Transaction<AccountsTables>, userId) => lockUser(trx, userId),
    hasPassword: async (trx: Transaction<AccountsTables>, userId) =>
      (await findPasswordHash(trx, userId)) !== undefined,
  }
}

/** The part of the address before the "@" where there is no name. */
function usableName(name: string | undefined, email: string): string {
  const line = (name ?? '')
    // oxlint-disable-next-line no-control-regex -- what the names of users may not have
    .replaceAll(/[\u0000-\u001F\u007F]+/g, ' ')
    .toWellFormed()
    .trim()
  // Never half of a character.
  const short = line.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, '')
  return short === '' ? email.slice(0, email.indexOf('@')).slice(0, LONGEST_NAME) : short
}
