export interface FileShape {
  /** Default: `\n`. */
  readonly lineEnding?: '\n' | '\r\n' | '\r'
  /** A leading UTF-8 byte order mark. Default: none. */
  readonly bom?: boolean
}

const CHUNK_BYTES = 65_536

/** Lines → the bytes of a file, in chunks of 64 KiB like those of an upload: cut anywhere, also within a character. */
export async function* fileChunks(lines: Iterable<string>, shape: FileShape): AsyncGenerator<Uint8Array> {
  const lineEnding = shape.lineEnding ?? '\n'
  let rest: Uint8Array = new Uint8Array()
  let text = shape.bom ? '\uFEFF' : ''
  for (const line of lines) {
    text += line + lineEnding
    if (text.length < CHUNK_BYTES) continue
    const bytes = Buffer.concat([rest, Buffer.from(text)])
    let at = 0
    for (; bytes.length - at >= CHUNK_BYTES; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
    rest = bytes.subarray(at)
    text = ''
  }
  yield Buffer.concat([rest, Buffer.from(text)])
}
