import type { Kernel } from '@tributary/core'
import type { InjectOptions } from 'fastify'

interface Beginning {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly payload: string
  readonly rawPayload: Buffer
}

/** Whether an operation answers with events, which do not end by themselves. */
export function answersWithEvents(path: string): boolean {
  return path === '/api/changes/stream'
}

/** An answer that does not end, up to the first of it; any other answer whole. */
export async function injectStream({ app }: Kernel, request: InjectOptions): Promise<Beginning> {
  const response = await app.inject({ ...request, payloadAsStream: true })
  const { statusCode, headers } = response
  const isOpen = String(headers['content-type']).startsWith('text/event-stream')
  const chunks: Buffer[] = []
  const stream = response.stream()
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk))
    if (isOpen) break
  }
  stream.destroy()
  const rawPayload = Buffer.concat(chunks)
  return { statusCode, headers, payload: rawPayload.toString(), rawPayload }
}
