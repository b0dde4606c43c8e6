import type { openSessionLibrary, SessionLibrary } from './session-library.ts'

/**
 * Opens the session library when somebody signs in for the first time. Its 350 modules take a fifth of a second, which the start
 * of a server need not wait for: most of its requests show a session or an API key, and are told who asks without it.
 */
export function lazySessionLibrary(
  ...settings: Parameters<typeof openSessionLibrary>
): () => Promise<SessionLibrary> {
  let opened: Promise<SessionLibrary> | undefined
  return () => {
    opened ??= open(settings).catch((error: unknown) => {
      // A failure is not remembered.
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
