import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress, type ZstdCompress } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { readTar } from '../../src/embedded/backup/tar.ts'

/** Ended when all is through, as a backup is. */
async function compress(source: AsyncIterable<unknown>, compressor: ZstdCompress): Promise<void> {
  for await (const chunk of source) await new Promise((resolve) => compressor.write(chunk, resolve))
  compressor.end()
}

export interface TestEntry {
  readonly header: Partial<Header> & Pick<Header, 'name'>
  readonly content: Buffer
}

/** Writes a backup whose entries are those of another, each as `alter` returns it: none, one or several. Its checksum is right. */
export async function alterBackup(
  from: string,
  to: string,
  alter: (entry: TestEntry) => readonly TestEntry[],
): Promise<void> {
  const entries = readTar()
  const packed = pack()
  const compressor = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
  const repack = async () => {
    for await (const entry of entries) {
      const chunks: Buffer[] = []
      for await (const chunk of entry) chunks.push(chunk)
      for (const { header, content } of alter({ header: entry.header, content: Buffer.concat(chunks) })) {
        const { name, type = 'file', linkname } = header
        const plain = { name, type, mode: 0o600, ...(linkname === undefined ? {} : { linkname }) }
        await new Promise<void>((resolve, reject) => {
          const done = (error?: Error | null) => (error ? reject(error) : resolve())
          if (type === 'file') packed.entry({ ...plain, size: content.length }, content, done)
          else packed.entry(plain, done)
        })
      }
    }
    packed.finalize()
  }
  await Promise.all([
    pipeline(createReadStream(from), createZstdDecompress(), entries),
    repack(),
    compress(packed, compressor),
    pipeline(compressor, createWriteStream(to)),
  ])
}
