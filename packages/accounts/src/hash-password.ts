/** Hashes a password as the session library checks it. Imported when needed, as `lazySessionLibrary` is. */
export async function hashPassword(password: string): Promise<string> {
  const library = await import('better-auth/crypto')
  return library.hashPassword(password)
}
