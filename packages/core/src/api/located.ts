import type { TSchema } from 'typebox'

/**
 * The response 201 or 202 of a route: its body, and where what was created or begun is found. The route sends the header.
 *
 * @example
 * response: { 202: located(ImportJob, { description: 'The sync is queued.', location: '`/api/jobs/<id>`: the job.' }) }
 * // reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
 */
export function located<T extends TSchema>(
  schema: T,
  { description, location }: { readonly description: string; readonly location: string },
): T {
  const response = {
    description,
    headers: { Location: { type: 'string', description: location } },
    content: { 'application/json': { schema } },
  }
  // Fastify types what `reply.code(201).send` takes by the schema of the status itself, and not by one of its `content`.
  return response as unknown as T
}
