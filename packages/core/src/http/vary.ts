import type { FastifyReply } from 'fastify'

/** Adds a request header to those that an answer depends on (RFC 9110, section 12.5.5). */
export function addVary(reply: FastifyReply, name: string): void {
  const known = [reply.getHeader('vary') ?? []].flat().map(String).join(', ')
  if (
    known
      .toLowerCase()
      .split(/\s*,\s*/)
      .includes(name.toLowerCase())
  )
    return
  reply.header('vary', known === '' ? name : `${known}, ${name}`)
}
