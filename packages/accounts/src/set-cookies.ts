import type { FastifyReply } from 'fastify'
import type { SetCookies } from './session-library.ts'

/** Sets cookies of a session on an answer, which no cache may keep. */
export function setCookies(reply: FastifyReply, cookies: SetCookies): void {
  if (cookies.length > 0) reply.header('set-cookie', [...cookies])
  reply.header('cache-control', 'no-store')
}
