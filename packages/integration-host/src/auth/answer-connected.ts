import { located } from '@tributary/core'
import type { FastifyReply } from 'fastify'
import { Connection } from '../connection-service.ts'

/** A connection that a person has just made or renewed. */
export interface Connected {
  readonly connection: Connection
  /** Whether it was made; otherwise it was there and has new credentials. */
  readonly isNew: boolean
}

/** The responses of a route that connects an account at once. */
export const connectedResponses = {
  200: Connection,
  201: located(Connection, {
    description: 'The new connection.',
    location: '`/api/connections/<id>`: the connection.',
  }),
}

/** Answers with the connection: 201 with its address if it is new, 200 if it was renewed. */
export function answerConnected(reply: FastifyReply, { connection, isNew }: Connected): FastifyReply {
  if (isNew) reply.code(201).header('location', `/api/connections/${connection.id}`)
  return reply.send(connection)
}
