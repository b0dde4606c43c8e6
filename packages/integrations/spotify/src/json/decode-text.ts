import type { TextDecoder } from 'node:util'
import { IntegrationError } from '@tributary/integration-kit'
import { textDecoderFor } from './text-decoder-for.ts'

/** Bytes → text, as they come. A mark at the beginning is dropped; bytes that are no text are the file's fault. */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  file: string | undefined,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let held: Uint8Array = new Uint8Array()
  try {
    for await (const chunk of chunks) {
      const bytes: Uint8Array = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      held = bytes
      // A mark has two bytes at least.
      if (decoder === undefined && bytes.length < 2) continue
      decoder ??= textDecoderFor(bytes)
      held = new Uint8Array()
      yield decoder.decode(bytes, { stream: true })
    }
    yield (decoder ?? textDecoderFor(held)).decode(held)
  } catch (error) {
    // What the reader of this text throws comes through here as well.
    if (!(error instanceof TypeError)) throw error
    throw new IntegrationError(
      'file_parse_error',
      `${file ?? 'The file'} is not UTF-8 text. Upload it as Spotify sent it, without saving it in another program first.`,
      { cause: error },
    )
  }
}
