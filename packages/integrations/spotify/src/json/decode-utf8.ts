import { IntegrationError } from '@tributary/integration-kit'

/** Bytes → text, as they come. A mark at the beginning is dropped; bytes that are no UTF-8 are the file's fault. */
export async function* decodeUtf8(
  chunks: AsyncIterable<Uint8Array>,
  file: string | undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
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
