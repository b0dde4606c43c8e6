import type { openSessionLibrary, SessionLibrary } from './session-library.ts'

/**
 * Loads the session library at the first sign-in. Its 350 modules take a fifth of a second, which the start of the
 * server does not need to wait for: requests with a session or an API key are authenticated without it.
 */
export function lazySessionLibrary(
  ...settings: Parameters<typeof openSessionLibrary>
): () => Promise<SessionLibrary> {
  let opened: Promise<SessionLibrary> | undefined
  return () => {
    opened ??= open(settings).catch((error: unknown) => {
      // A failure is not cached.
      opened = undefined
      throw error
    })
    return opened
  }
}

async function open(settings: Parameters<typeof openSessionLibrary>): Promise<SessionLibrary> {
  const library = await import('./session-library.ts')
  return library.openSessionLibrary(...settings)
}
