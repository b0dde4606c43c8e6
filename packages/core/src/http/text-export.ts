import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { chooseOffer, type Offer } from './choose-offer.ts'

/** The formats of a list that is streamed as text: one record a line, as JSON (https://jsonlines.org) or CSV (RFC 4180). */
export const EXPORT_FORMATS = ['jsonl', 'csv'] as const

export type ExportFormat = (typeof EXPORT_FORMATS)[number]

interface ExportOffer extends Offer {
  readonly format: ExportFormat
}

/**
 * JSON Lines have no registered type. As `application/jsonl` generated clients refuse them (Python, Java) or parse
 * them as one JSON value; as `text/plain` all of them return the text. CSV is text as well, for a client that takes
 * nothing else. The common names are accepted in `Accept` but not documented: those clients take the first documented
 * type that contains "json".
 */
const JSON_LINES: ExportOffer = {
  type: 'text/plain',
  format: 'jsonl',
  names: [
    'application/jsonl',
    'application/x-jsonl',
    'application/jsonlines',
    'application/x-jsonlines',
    'application/json-lines',
    'application/x-json-lines',
    'application/ndjson',
    'application/x-ndjson',
    'text/jsonl',
  ],
}
const CSV: ExportOffer = { type: 'text/csv', format: 'csv' }
const CSV_AS_TEXT: ExportOffer = { type: 'text/plain', format: 'csv' }

const OFFERS = {
  any: [JSON_LINES, CSV],
  jsonl: [JSON_LINES],
  csv: [CSV, CSV_AS_TEXT],
} as const satisfies Record<ExportFormat | 'any', readonly [ExportOffer, ...ExportOffer[]]>

/** The query parameter by which a request names a format. */
export const ExportFormatParameter = Type.Optional(
  Type.Enum([...EXPORT_FORMATS], {
    description:
      'JSON Lines or CSV. If omitted, `Accept` decides; JSON Lines if both are acceptable. `Accept` may also name JSON Lines as `application/jsonl`, `application/x-ndjson` or similar; the answer is still `text/plain`.',
  }),
)

/** The documented answer of an export. */
export function describeExport(description: string) {
  const text = { schema: Type.String() }
  return { description, content: { [JSON_LINES.type]: text, [CSV.type]: text } }
}

/** The format of an export, as asked for or by `Accept`. Sets the content type. Throws `KERNEL_NOT_ACCEPTABLE` (406). */
export function chooseExportFormat(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: ExportFormat | undefined,
): ExportFormat {
  const { format, type } = chooseOffer(request, reply, OFFERS[asked ?? 'any'])
  reply.type(`${type}; charset=utf-8`)
  return format
}
