/** As the exports that are streamed as a download. */
export const CONTENT_TYPES = { jsonl: 'text/plain; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const
