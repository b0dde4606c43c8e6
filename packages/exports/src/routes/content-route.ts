import { Readable } from 'node:stream'
import { type PluginApp, ProblemError, signedIn, uncompressed } from '@tributary/core'
import { Type } from 'typebox'
import { CONTENT_TYPES } from '../content-types.ts'
import { findExport } from '../export-store.ts'
import { exportsErrors } from '../exports-errors.ts'
import { tablesOf } from '../parts.ts'
import { readObject } from '../read-object.ts'
import { readRange } from '../read-range.ts'
import { checkScopes, ExportId, found, type PartsOf } from './route-context.ts'

const text = { schema: Type.String() }
const content = { 'text/plain': text, 'text/csv': text }

/** `GET /api/exports/content/:id` */
export function contentRoute(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/content/:id',
    {
      config: { cost: 'expensive' },
      ...uncompressed,
      schema: {
        summary: 'Download an export',
        description:
          'Through this server, from its storage. A download that was cut goes on with `Range` and `If-Range`. An API key also needs a scope that reads the contents.',
        operationId: 'exportsGetContent',
        params: ExportId,
        headers: Type.Object({
          range: Type.Optional(
            Type.String({ maxLength: 200, description: 'One range of bytes: `bytes=1000-`.' }),
          ),
          'if-range': Type.Optional(
            Type.String({ maxLength: 200, description: 'The `ETag` of the part that is already there.' }),
          ),
        }),
        response: {
          200: { description: 'The whole export.', content },
          206: { description: 'The requested range.', content },
        },
      },
    },
    async (request, reply) => {
      const principal = signedIn(request)
      const row = found(await findExport(tablesOf(parts()), principal.userId, request.params.id))
      checkScopes(parts(), principal, row.contents)
      if (row.status !== 'succeeded')
        throw new ProblemError(exportsErrors.EXPORTS_NOT_MADE, {
          detail: `It is ${row.status}. GET /api/exports/${row.id} shows its state.`,
        })
      const tag = `"${row.sha256}"`
      const { range: asked, 'if-range': ifRange } = request.headers
      const isSame = ifRange === undefined || ifRange === tag
      const range = isSame ? readRange(asked, row.bytes) : undefined
      if (range === 'unsatisfiable')
        throw new ProblemError(exportsErrors.EXPORTS_RANGE, {
          detail: `It has ${row.bytes} bytes.`,
          headers: { 'content-range': `bytes */${row.bytes}` },
        })
      const { start, end } = range ?? { start: 0, end: row.bytes }
      const pieces = await readObject(parts(), row, { start, end })
      if (range !== undefined)
        reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${row.bytes}`)
      return (
        reply
          .type(CONTENT_TYPES[row.format])
          .header('accept-ranges', 'bytes')
          .header('etag', tag)
          .header('content-length', end - start)
          .header(
            'content-disposition',
            `attachment; filename="tributary-${row.contents}-${row.created_at.toISOString().slice(0, 10)}.${row.format}"`,
          )
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(Readable.from(pieces, { objectMode: false }) as unknown as string)
      )
    },
  )
}
