/** An event of a stream of server-sent events. */
export interface StreamEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** The events in a stream of bytes; comments, which keep a connection open, are left out. */
export async function* readEvents(stream: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = { id: fieldOf(block, 'id'), event: fieldOf(block, 'event'), data: fieldOf(block, 'data') }
      if (event.data !== '') yield event
    }
  }
}

function fieldOf(block: string, name: string): string {
  const line = block.split('\n').find((each) => each.startsWith(`${name}:`)) ?? ''
  return line.slice(name.length + 1).trim()
}
