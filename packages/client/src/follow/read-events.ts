import { createParser, type EventSourceMessage } from 'eventsource-parser'

export interface EventReader {
  /** The last id so far, of an event or alone: a server moves it on without an event too. */
  readonly onId: (id: string) => void
  /** The time that the server asks for between connections. */
  readonly onRetry: (milliseconds: number) => void
  /** Something has arrived, if only a comment. */
  readonly onActivity: () => void
  /** More is waited for. */
  readonly onRead: () => void
}

/** The events of one response, until it ends or its connection breaks. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  { onId, onRetry, onActivity, onRead }: EventReader,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  let arrived: EventSourceMessage[] = []
  const parser = createParser({ onId, onRetry, onEvent: (event) => arrived.push(event) })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      onRead()
      const { done, value } = await reader.read()
      if (done) return
      onActivity()
      arrived = []
      parser.feed(decoder.decode(value, { stream: true }))
      yield* arrived
    }
  } finally {
    // Closes the connection where the consumer has stopped before the end. After a failure it is closed.
    await reader.cancel().catch(() => {})
  }
}
