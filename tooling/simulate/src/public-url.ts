/** Where people reach a server that is started with this environment. An empty variable counts as unset. */
export function publicUrlOf(environment: Readonly<Record<string, string | undefined>>): string {
  const port = environment['PORT']?.trim() || '3000'
  return (environment['PUBLIC_URL']?.trim() || `http://127.0.0.1:${port}`).replace(/\/+$/, '')
}
