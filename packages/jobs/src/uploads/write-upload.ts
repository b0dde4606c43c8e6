import { keyOfUpload, storageUnavailable, type UploadStorage } from './upload-storage.ts'

/** A sender may be slow; the storage ends a request that does not go on by itself. */
const WRITE_MILLISECONDS = 12 * 60 * 60 * 1000

/**
 * Streams a file into a storage instance.
 *
 * @throws what the contents throw; ProblemError `JOBS_STORAGE_UNAVAILABLE` for any failure of the instance
 */
export async function writeUpload(
  storage: UploadStorage,
  { instance, uploadId }: { readonly instance: string; readonly uploadId: string },
  contents: AsyncIterable<Uint8Array>,
): Promise<void> {
  let ofContents: { readonly error: unknown } | undefined
  let isBegun = false
  const watched = async function* () {
    try {
      yield* contents
    } catch (error) {
      ofContents = { error }
      throw error
    }
  }
  try {
    await storage.use({ instance, milliseconds: WRITE_MILLISECONDS }, async (objects) => {
      // What was read of the sender is gone: a second attempt would store the rest as the file.
      if (isBegun) throw new Error('the contents of an upload can be read once')
      isBegun = true
      await objects.write(keyOfUpload(uploadId), ReadableStream.from(watched()))
    })
  } catch (error) {
    if (ofContents !== undefined) throw ofContents.error
    throw storageUnavailable('The storage of uploaded files is unavailable.', error)
  }
}
